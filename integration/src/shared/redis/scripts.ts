import { createHash } from 'node:crypto'

/** What a script begins with. Redis' clock is the only one: the instances' own may be apart. Milliseconds. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
`

/**
 * A line of those who wait, the longest first. Whoever does not come again in time is taken for gone.
 * `line`: who came when; `alive`: until when each is waited for.
 */
const LINE = `
local function placeIn(line, alive, me)
  for _, gone in ipairs(redis.call('ZRANGEBYSCORE', alive, '-inf', now, 'LIMIT', 0, 1000)) do
    redis.call('ZREM', line, gone)
    redis.call('ZREM', alive, gone)
  end
  local length = redis.call('ZCARD', line)
  local place = redis.call('ZRANK', line, me)
  if place then return place, length, true end
  return length, length + 1, false
end
local function stand(line, alive, me, again, toTheBack)
  if toTheBack then redis.call('ZADD', line, now, me) else redis.call('ZADD', line, 'NX', now, me) end
  redis.call('ZADD', alive, now + again + 500, me)
  redis.call('PEXPIRE', line, 60000)
  redis.call('PEXPIRE', alive, 60000)
end
local function leave(line, alive, me)
  redis.call('ZREM', line, me)
  redis.call('ZREM', alive, me)
end
`

/** The part of a limit that is used, as in `gateway/pool.ts`: less after a refusal, more again as time goes by. */
const SHARE = `
local function shareOf(key, limit)
  local known = redis.call('HMGET', key, 'share', 'cutAt', 'grownAt')
  local share, cutAt, grownAt = tonumber(known[1]), tonumber(known[2]), tonumber(known[3])
  if not share then return limit, -math.huge end
  return math.min(limit, share + 0.5 * (now - cutAt) / 1000 * (now - grownAt) / 1000), cutAt
end
local function keepShare(key, share, cutAt, limit)
  if share >= limit then redis.call('DEL', key) return end
  redis.call('HSET', key, 'share', share, 'cutAt', cutAt, 'grownAt', now)
  redis.call('PEXPIRE', key, 120000)
end
`

/**
 * Slots for requests that wait. A slot is a chain of requests, each of which begins a second after the answer of the one
 * before it; there are as many chains as Stripe allows requests a second, so no second sees more. Once a request is
 * answered, when its chain may go on is known, and it can be promised to somebody a second ahead: so nobody has to be
 * quick, and no time is lost by asking.
 *
 * Whoever gets fewer than wanted stands in line, and goes to its back with each turn: instances take turns.
 *
 * KEYS: for each limit, its slots, line, line's alive, and share. ARGV: who asks; how many; the number of the first;
 * how long one may be held; the limits.
 * @returns Redis' time, when to ask again (in how many ms), how many stand in line, and for each slot in how many ms it may be used
 */
const take = `${NOW}${LINE}${SHARE}
local me, wanted, first, hold = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local limits, given, again, longest = {}, wanted, 0, 1
for index = 1, #KEYS / 4 do
  local slots, line, alive, shareKey = KEYS[index * 4 - 3], KEYS[index * 4 - 2], KEYS[index * 4 - 1], KEYS[index * 4]
  local limit = tonumber(ARGV[4 + index])
  local share, cutAt = shareOf(shareKey, limit)
  if cutAt > 0 then keepShare(shareKey, share, cutAt, limit) end
  redis.call('ZREMRANGEBYSCORE', slots, '-inf', now)
  local unused = math.floor(math.max(1, share)) - redis.call('ZCARD', slots)
  local cooling = redis.call('ZRANGEBYSCORE', slots, '-inf', now + 1000, 'WITHSCORES')
  local available = math.max(0, unused + #cooling / 2)
  local place, length, stands = placeIn(line, alive, me)
  local mine = 0
  if available > place then mine = math.min(wanted, 1 + math.floor((available - 1 - place) / length)) end
  given = math.min(given, mine)
  longest = math.max(longest, length)
  again = math.max(again, math.min(5000, math.max(50, (place + 1 - available) / share * 500)))
  limits[index] = { slots = slots, line = line, alive = alive, unused = math.max(0, unused), cooling = cooling,
    mine = mine, isCrowded = available <= length, stands = stands }
end
local delays = {}
for number = 1, given do
  local at = now
  for _, limit in ipairs(limits) do
    local cold = number - limit.unused
    if cold > 0 then
      redis.call('ZREM', limit.slots, limit.cooling[cold * 2 - 1])
      at = math.max(at, tonumber(limit.cooling[cold * 2]))
    end
  end
  for _, limit in ipairs(limits) do redis.call('ZADD', limit.slots, at + hold, me .. ':' .. (first + number - 1)) end
  delays[number] = tostring(at - now)
end
for _, limit in ipairs(limits) do
  redis.call('PEXPIRE', limit.slots, hold + 5000)
  if given == wanted then leave(limit.line, limit.alive, me)
  elseif limit.mine == given or (limit.isCrowded and limit.stands) then
    stand(limit.line, limit.alive, me, again, given > 0)
  else leave(limit.line, limit.alive, me) end
end
return { tostring(now), tostring(again), longest, unpack(delays) }
`

/**
 * A slot's request was answered: it cools down. KEYS: for each limit, its slots and share. ARGV: the slot; for how long
 * it cools down; which limit refused it, or 0; the limits.
 * @returns 1, or 0 when Redis knows the slot no more
 */
const release = `${NOW}${SHARE}
local known = 1
for index = 1, #KEYS / 2 do
  if redis.call('ZSCORE', KEYS[index * 2 - 1], ARGV[1]) then
    redis.call('ZADD', KEYS[index * 2 - 1], now + ARGV[2], ARGV[1])
  else known = 0 end
  if tonumber(ARGV[3]) == index then
    local limit = tonumber(ARGV[3 + index])
    local share, cutAt = shareOf(KEYS[index * 2], limit)
    if now - cutAt >= 1000 then keepShare(KEYS[index * 2], math.max(1, share * 0.75), now, limit) end
  end
end
return known
`

/**
 * The lease of an object, for whoever has waited the longest. Its token grows with time, so that a later holder has a
 * larger one. KEYS: the lease, its line, the line's alive. ARGV: who asks; for how long; in how many ms it asks again.
 * @returns the token, or nothing
 */
const lease = `${NOW}${LINE}
if placeIn(KEYS[2], KEYS[3], ARGV[1]) == 0 and redis.call('EXISTS', KEYS[1]) == 0 then
  leave(KEYS[2], KEYS[3], ARGV[1])
  local token = string.format('%.3f', now) .. ':' .. ARGV[1]
  redis.call('SET', KEYS[1], token, 'PX', ARGV[2])
  return token
end
stand(KEYS[2], KEYS[3], ARGV[1], ARGV[3], false)
return false
`

/** Holds a lease longer. KEYS: the lease. ARGV: the token; for how long. @returns 0 when somebody else may have it */
const extend = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`

/** Gives a lease back, or leaves its line. KEYS: as for the lease. ARGV: the token, or '' for none; who asks. */
const yieldLease = `${NOW}${LINE}
leave(KEYS[2], KEYS[3], ARGV[2])
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return ARGV[1] == '' and 1 or 0
`

/**
 * Claims all events that are not done, or none. A claim is kept after its time, so that the next knows of it. Whoever has
 * one may claim again: its answer was lost.
 * KEYS: since when Redis remembers; the events. ARGV: who asks; for how long; how long a claim is remembered.
 * @returns nothing when another has one, or: whether one was claimed before, how long Redis has remembered, and for each
 * event whether it is done
 */
const claim = `${NOW}
redis.call('SET', KEYS[1], now, 'NX')
redis.call('PEXPIRE', KEYS[1], 30 * 86400000)
local doubt, done = 0, {}
for index = 2, #KEYS do
  local value = redis.call('GET', KEYS[index])
  done[index - 1] = value == 'done' and 1 or 0
  if value and value ~= 'done' then
    local heldUntil, holder = string.match(value, '^(%d+):(.*)$')
    if holder ~= ARGV[1] then
      if tonumber(heldUntil) > now then return false end
      doubt = 1
    end
  end
end
for index = 2, #KEYS do
  if done[index - 1] == 0 then
    redis.call('SET', KEYS[index], string.format('%.0f', now + ARGV[2]) .. ':' .. ARGV[1], 'PX', ARGV[3])
  end
end
return { doubt, tostring(now - redis.call('GET', KEYS[1])), unpack(done) }
`

/** An event was given. KEYS: the event. ARGV: how long that is remembered. */
const finish = `
redis.call('SET', KEYS[1], 'done', 'PX', ARGV[1])
return 1
`

/** Others may try an event. KEYS: the events. ARGV: who gives up; how long the try is remembered. */
const giveUp = `
for _, key in ipairs(KEYS) do
  local value = redis.call('GET', key)
  if value and string.match(value, ':(.*)$') == ARGV[1] then redis.call('SET', key, '0:' .. ARGV[1], 'PX', ARGV[2]) end
end
return 1
`

/** Tells the other instances. KEYS: the channel. ARGV: the message. */
const tell = `return redis.call('PUBLISH', KEYS[1], ARGV[1])`

const withSha = (text: string) => ({ text, sha: createHash('sha1').update(text).digest('hex') })

export const scripts = {
  take: withSha(take),
  release: withSha(release),
  lease: withSha(lease),
  extend: withSha(extend),
  yieldLease: withSha(yieldLease),
  claim: withSha(claim),
  finish: withSha(finish),
  giveUp: withSha(giveUp),
  tell: withSha(tell),
}
