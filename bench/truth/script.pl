# Hashes, arrays and strings come and go; in between 1,000 connections leak.
use strict;
use DynaLoader;

my $library = DynaLoader::dl_load_file($ARGV[0], 0) or die DynaLoader::dl_error();
DynaLoader::dl_install_xsub("main::boot_leak", DynaLoader::dl_find_symbol($library, "boot_leak"));
boot_leak();
my (%kept, $seed);
$seed = 777;
for my $i (0 .. 19999) {
    $seed = ($seed * 1103515 + 12345) & 0xFFFFFFFF;
    $kept{"key " . ($seed >> 16) % 3000} = {name => "value $i", list => [map { "item $_" } 1 .. $seed % 9]};
    delete $kept{"key " . ($seed >> 8) % 3000} if $seed & 0x40000;
    my $text = join ",", 0 .. $seed % 50;
    leak() if $i % 20 == 0;
}
require POSIX;
POSIX::_exit(0); # what the interpreter would leave half taken down is not compared
