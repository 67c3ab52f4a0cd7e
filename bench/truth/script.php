<?php // Arrays, objects and strings come and go; in between 1,000 connections leak.
$library = FFI::cdef("int leak(void *);", $argv[1]);
$kept = [];
$seed = 777;
for ($i = 0; $i < 20000; $i++) {
    $seed = ($seed * 1103515245 + 12345) & 0xFFFFFFFF;
    $kept["key " . (($seed >> 16) % 3000)] = ["name" => "value $i", "list" => range(0, $seed % 9), "next" => new stdClass];
    if ($seed & 0x40000) unset($kept["key " . (($seed >> 8) % 3000)]);
    $text = implode(",", array_map("strval", range(0, $seed % 50)));
    if ($i % 20 == 0) $library->leak(null);
}
