"""script.py ROUNDS: what Python programs allocate for. Run with PYTHONMALLOC=malloc, so that each of it is a malloc."""

import json
import re
import sys


class Item:
    def __init__(self, number, name, tags):
        self.number = number
        self.name = name
        self.tags = tags


def items(count, seed):
    for i in range(count):
        number = (i * 7919 + seed) % 100003
        yield Item(number, chr(97 + number % 26) * (number % 60), [f"t{i}", f"u{seed}", number])


def play(seed):
    ordered = sorted(items(2000, seed), key=lambda item: item.number)
    text = json.dumps([vars(item) for item in ordered])
    total = sum(len(item["name"]) + len(item["tags"]) for item in json.loads(text))
    total += sum(int(number) for number in re.findall(r'"number": (\d+)', text)) % 1000
    words = {}
    for word in text.split():
        words[word] = words.get(word, 0) + 1
    return total + len(words)


print(sum(play(seed) for seed in range(int(sys.argv[1]))))
