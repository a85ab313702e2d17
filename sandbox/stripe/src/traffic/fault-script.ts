import { operations } from '../protocol/parameters'
import { FAULTS, type Fault, type FaultRule } from './faults'

/** A rule of a fault script: what happens, how often, and to which operation. */
export interface ScriptedFault {
  fault: Fault
  /** Default: once. */
  times?: number
  /** As in the table of routes: `POST /v1/customers/{id}`. Default: all. */
  operation?: string
}

const KNOWN = ['fault', 'times', 'operation']

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const plain = ({ method, path }: { method: string; path: string }): string =>
  `${method} ${path.replace(/\{\w+\}/g, '{id}')}`

const isFault = (value: unknown): value is Fault => FAULTS.some((fault) => fault === value)

const readRule = (rule: unknown, index: number): FaultRule => {
  const where = `Fault ${index + 1}`
  if (!isFields(rule)) throw new Error(`${where} must be an object like {"fault": "reset after", "times": 1}.`)
  const unknown = Object.keys(rule).find((name) => !KNOWN.includes(name))
  if (unknown) throw new Error(`${where}: unknown "${unknown}". There are: ${KNOWN.join(', ')}.`)
  const { fault, times = 1, operation } = rule
  if (!isFault(fault)) throw new Error(`${where}: fault must be one of ${FAULTS.join(', ')}.`)
  if (typeof times !== 'number' || !Number.isSafeInteger(times) || times < 1) {
    throw new Error(`${where}: times must be a whole number, 1 or more.`)
  }
  if (operation === undefined) return { fault, times }
  if (typeof operation !== 'string' || !operations().some((one) => plain(one) === operation)) {
    throw new Error(`${where}: operation must be one like "POST /v1/customers/{id}", not ${JSON.stringify(operation)}.`)
  }
  return { fault, times, operation }
}

/** The rules of a fault script. @throws {Error} which says what is wrong with which of them */
export const readFaults = (script: unknown): FaultRule[] => {
  if (!Array.isArray(script)) throw new Error('A fault script is a list: [{"fault": "reset after", "times": 1}].')
  return script.map(readRule)
}
