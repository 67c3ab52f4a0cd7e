-- script.lua ROUNDS: strings and tables, and two modules in C, cjson and lpeg.
local json, lpeg = require 'cjson', require 'lpeg'

local number = lpeg.R '09' ^ 1 / tonumber
local word = lpeg.C(lpeg.R('az', 'AZ') ^ 1)
local tokens = lpeg.Ct((number + word + 1) ^ 0)

local function items(count, seed)
  local result = {}
  for i = 1, count do
    local n = (i * 7919 + seed) % 100003
    result[i] = { number = n, name = string.rep(string.char(97 + n % 26), n % 60), tags = { 't' .. i, 'u' .. seed, n } }
  end
  return result
end

local sum = 0
for round = 1, tonumber(arg[1]) do
  local list = items(1000, round)
  table.sort(list, function(a, b) return a.number < b.number end)
  local text = json.encode(list[1].tags)
  for i = 2, #list do
    text = json.encode(list[i].tags) .. list[i].name
    sum = sum + #text + #tokens:match(text) + json.decode(json.encode(list[i])).number % 10
  end
end
print(string.format('%d', sum))
