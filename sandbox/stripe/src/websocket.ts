import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** As much of the WebSocket protocol as Stripe's command-line tool needs. @see RFC 6455 */
export interface WebSocket {
  send(text: string): void
  close(): void
}

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const [TEXT, CLOSE, PING, PONG] = [1, 8, 9, 10]
/** More than any answer to a webhook that is worth reading. Bytes. */
const LARGEST = 4_000_000

const frameOf = (opcode: number, payload: Buffer): Buffer => {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  if (length < 126) head[1] = length
  else if (length < 65_536) {
    head[1] = 126
    head.writeUInt16BE(length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(length), 2)
  }
  return Buffer.concat([head, payload])
}

interface Frame {
  isLast: boolean
  opcode: number
  payload: Buffer
  rest: Buffer
}

/** The first frame in what arrived, once all of it is there. A client masks what it sends. */
const readFrame = (bytes: Buffer): Frame | undefined => {
  const [first = 0, second = 0] = bytes
  const short = second & 127
  const start = short === 126 ? 4 : short === 127 ? 10 : 2
  if (bytes.length < start) return undefined
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  if (length > LARGEST) throw new Error('The message is too large.')
  const end = start + 4 + length
  if (bytes.length < end) return undefined
  const mask = bytes.subarray(start, start + 4)
  const payload = Buffer.from(bytes.subarray(start + 4, end).map((byte, index) => byte ^ (mask[index % 4] ?? 0)))
  return { isLast: (first & 0x80) !== 0, opcode: first & 15, payload, rest: bytes.subarray(end) }
}

/** Answers a request for a WebSocket. @param heard gets each text that the client sends */
export const acceptWebSocket = (
  { headers }: IncomingMessage,
  socket: Duplex,
  heard: (text: string) => void,
  closed: () => void
): WebSocket => {
  const accept = createHash('sha1').update(`${headers['sec-websocket-key']}${MAGIC}`).digest('base64')
  const protocol = headers['sec-websocket-protocol']
  const lines = [
    ...['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'],
    ...[`Sec-WebSocket-Accept: ${accept}`, ...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : [])],
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  let [waiting, message] = [Buffer.alloc(0), Buffer.alloc(0)]
  const take = ({ isLast, opcode, payload }: Frame) => {
    if (opcode === PING) socket.write(frameOf(PONG, payload))
    else if (opcode === CLOSE) socket.end(frameOf(CLOSE, payload))
    else if (opcode !== PONG) {
      message = Buffer.concat([message, payload])
      if (message.length > LARGEST) throw new Error('The message is too large.')
      if (!isLast) return
      heard(message.toString('utf8'))
      message = Buffer.alloc(0)
    }
  }
  socket.on('data', (part: Buffer) => {
    try {
      waiting = Buffer.concat([waiting, part])
      for (let frame = readFrame(waiting); frame; frame = readFrame(waiting)) {
        waiting = Buffer.from(frame.rest)
        take(frame)
      }
    } catch {
      socket.destroy()
    }
  })
  socket.on('error', () => socket.destroy())
  socket.once('close', closed)
  return {
    send: (text) => void socket.write(frameOf(TEXT, Buffer.from(text))),
    close: () => void socket.end(frameOf(CLOSE, Buffer.alloc(0))),
  }
}
