<?php
// script.php ROUNDS: what PHP programs allocate for: strings, arrays, objects, closures, JSON, regular expressions, sorting. Run with USE_ZEND_ALLOC=0,
// so that each of it is a malloc.
final class Item
{
    public function __construct(public int $number, public string $name, public array $tags) {}
}

function items(int $count, int $seed): array
{
    $items = [];
    for ($i = 0; $i < $count; $i++) {
        $number = ($i * 7919 + $seed) % 100003;
        $items["key$number"] = new Item($number, str_repeat(chr(97 + $number % 26), $number % 60), ["t$i", "u$seed", $number]);
    }
    return $items;
}

$sum = 0;
for ($round = 0; $round < (int)$argv[1]; $round++) {
    $items = items(2000, $round);
    uasort($items, fn(Item $a, Item $b) => $a->number <=> $b->number);
    $text = json_encode($items);
    foreach (json_decode($text, true) as $key => $item) {
        $sum += strlen($key) + strlen($item['name']) + count($item['tags']);
    }
    preg_match_all('/"number":(\d+)/', $text, $found, PREG_SET_ORDER);
    $sum += array_sum(array_map(fn(array $match) => (int)$match[1], $found)) % 1000;
    $sum += count(array_unique(explode(',', $text)));
}
echo $sum, "\n";
