import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { type Change, FORMAT } from './state'
import type { Snapshot } from './types'

/**
 * The account in a file: a snapshot, and beside it a journal of what changed since. The journal is written before anything
 * is answered or delivered, all changes of one turn of the event loop at once; so a process that is killed loses nothing
 * that anybody was told. (A machine that loses its power may lose the last seconds: the journal is not forced to the disk.)
 */
export interface Journal {
  /** What was kept, or nothing yet. */
  before: { snapshot: Snapshot; changes: Change[] } | undefined
  record(change: Change): void
  /** Resolves when everything that was recorded so far is written. */
  committed(): Promise<void>
  /** Writes a new snapshot, and begins a new journal. */
  compact(): void
  close(): void
}

/** A journal longer than this, and than the snapshot, becomes a snapshot. Bytes. */
const LONGEST_JOURNAL = 64 * 1024 * 1024

const isGone = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ESRCH'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !isGone(error)
  }
}

/** One process at a time. A lock whose process was killed is void. */
const lock = (file: string): (() => void) => {
  const path = `${file}.lock`
  const holder = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new Error(`${file} is in use by process ${holder}. End it, or name another file.`)
  }
  writeFileSync(path, String(process.pid))
  return () => unlinkSync(path)
}

/** The file is either as it was or as it shall be, whenever the power goes. */
const writeAtomically = (file: string, text: string): void => {
  const temporary = `${file}.new`
  const handle = openSync(temporary, 'w', 0o600)
  try {
    writeFileSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(temporary, file)
  const folder = openSync(dirname(file), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

/** A snapshot, if this is one. @throws {Error} what is wrong with it, in words for whoever named the file */
export const checkSnapshot = (value: unknown, name: string): Snapshot => {
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined
  if (format === undefined) throw new Error(`${name} holds no snapshot of the embedded Stripe.`)
  if (format !== FORMAT) throw new Error(`${name} has format ${format}; this version reads format ${FORMAT}.`)
  return value as Snapshot
}

const parse = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${file} holds no JSON. Name another file, or move this one away to begin anew.`)
  }
}

/** Whole lines only: a last one that is cut off was never answered. */
const changesIn = (text: string): unknown[] =>
  text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => JSON.parse(line))

const readBefore = (file: string, journal: string) => {
  if (!existsSync(file)) return undefined
  const kept = parse(readFileSync(file, 'utf8'), file)
  const snapshot = checkSnapshot(kept, file)
  const [head, ...changes] = existsSync(journal) ? changesIn(readFileSync(journal, 'utf8')) : []
  // A journal of another generation is in the snapshot already.
  const isNext =
    typeof head === 'object' && head !== null && 'generation' in head && head.generation === generationOf(kept)
  return { snapshot, changes: isNext ? (changes as Change[]) : [], generation: generationOf(kept) }
}

const generationOf = (kept: unknown): number =>
  typeof kept === 'object' && kept !== null && 'generation' in kept ? Number(kept.generation) : 0

/** What the work returns; when it fails, something is undone. */
const orElse = <T>(work: () => T, undo: () => void): T => {
  try {
    return work()
  } catch (error) {
    undo()
    throw error
  }
}

interface Account {
  /** The account as it is now. */
  snapshot(): Snapshot
  /** What goes with all changes. */
  position(): Change
}

export const openJournal = (file: string, { snapshot, position }: Account): Journal => {
  const path = `${file}.journal`
  const unlock = lock(file)
  const before = orElse(() => readBefore(file, path), unlock)
  let generation = before?.generation ?? 0
  let handle: number | undefined
  let [length, longest] = [0, LONGEST_JOURNAL]
  let waiting: Change[] = []
  let commit: Promise<void> | undefined

  const write = (value: unknown): void => {
    if (handle === undefined) return
    const line = `${JSON.stringify(value)}\n`
    writeFileSync(handle, line)
    length += line.length
  }
  const compact = () => {
    const text = JSON.stringify({ ...snapshot(), generation: generation + 1 })
    writeAtomically(file, `${text}\n`)
    generation++
    waiting = []
    if (handle !== undefined) closeSync(handle)
    handle = openSync(path, 'w', 0o600)
    longest = Math.max(LONGEST_JOURNAL, text.length)
    length = 0
    write({ generation })
  }
  const flush = () => {
    const changes = waiting
    waiting = []
    commit = undefined
    try {
      if (changes.length > 0) write([...changes, position()])
    } catch (error) {
      // Half a line may stand there: nothing may follow it.
      longest = -1
      throw error
    }
    if (length > longest) compact()
  }
  const turn = () =>
    new Promise<void>((resolve, reject) => {
      setImmediate(() => {
        try {
          resolve(flush())
        } catch (error) {
          reject(error)
        }
      })
    })

  return {
    before,
    record: (change) => {
      waiting.push(change)
      commit ??= turn()
      // Whoever waits for it is told; if nobody does, there is nobody to tell.
      commit.catch(() => undefined)
    },
    committed: () => commit ?? Promise.resolve(),
    compact,
    close: () => {
      if (handle === undefined) return
      compact()
      closeSync(handle)
      handle = undefined
      unlock()
    },
  }
}
