-- Replays requests from a file: a line is method, path, cookies, form body, separated by tabs ("-" stands for none).
-- {key} in a body becomes a new number each time, {word} a new word (the same text is not taken twice); {network} is a made-up client address, so that no limit of one
-- network is what gets measured. The summary is one line of JSON for bench/wrk.py.
local requests = {}

local function random_digits(count)
  local digits = {}
  for position = 1, count do digits[position] = string.format("%x", math.random(0, 15)) end
  return table.concat(digits)
end

local function fresh_key()
  return random_digits(8) .. "-" .. random_digits(4) .. "-4" .. random_digits(3) .. "-8" .. random_digits(3) .. "-" .. random_digits(12)
end

local function fresh_word()
  local letters = {}
  for position = 1, 12 do letters[position] = string.char(math.random(97, 122)) end
  return table.concat(letters)
end

function init(arguments)
  math.randomseed(tonumber(arguments[2]) or 1)
  for line in io.lines(arguments[1]) do
    local method, path, cookies, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t([^\t]*)$")
    requests[#requests + 1] = { method = method, path = path, cookies = cookies, body = body }
  end
end

function request()
  local chosen = requests[math.random(#requests)]
  local headers = {
    ["Accept-Encoding"] = "br, gzip",
    ["X-Forwarded-For"] = "10." .. math.random(0, 255) .. "." .. math.random(0, 255) .. "." .. math.random(1, 254),
  }
  if chosen.cookies ~= "-" then headers["Cookie"] = chosen.cookies end
  local body = nil
  if chosen.body ~= "-" then
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    headers["X-CSRFToken"] = chosen.cookies:match("csrftoken=(%w+)")
    headers["Origin"] = wrk.scheme .. "://" .. wrk.headers["Host"]
    headers["Sec-Fetch-Site"] = "same-origin"
    body = chosen.body:gsub("{key}", fresh_key):gsub("{word}", fresh_word)
  end
  return wrk.format(chosen.method, chosen.path, headers, body)
end

function done(summary, latency, _requests)
  local errors = summary.errors
  io.write(string.format(
    '\nSUMMARY {"requests": %d, "seconds": %.6f, "bytes": %d, "statuses": %d, "sockets": %d, "p50": %.3f, "p95": %.3f, "p99": %.3f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3))
end
