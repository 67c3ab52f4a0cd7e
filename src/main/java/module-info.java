/** Tidemark: finds native heap leaks and names every frame of every leak. */
module tidemark {
    requires static org.jspecify;
    requires static com.google.errorprone.annotations;
    requires org.tukaani.xz;
    requires aircompressor.v3;
}
