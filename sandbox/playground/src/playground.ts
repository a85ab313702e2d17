import type { ActionInfo, InputCheck, Session } from './api'
import type { Hub } from './hub'
import type { Run } from './run'

/** An action, and what its schema says of an input. */
export interface PlaygroundAction {
  info: ActionInfo
  problemsOf(input: unknown): InputCheck['problems']
}

/** A page of documentation, served as text. */
export interface PlaygroundDocument {
  /** Its place in the address. */
  name: string
  title: string
  read(): Promise<string>
}

/** A run as the server asks it. */
export interface ServedRun extends Run {
  session(origin: string): Session
}

/** What the server answers from. */
export interface Playground {
  /** Where it is served: requests for another host are refused. */
  port: number
  actions: PlaygroundAction[]
  documents: PlaygroundDocument[]
  /** Where the built page is. */
  pageFolder: string
  hub: Hub
  current(): ServedRun
  /** Begins again: a new account, a new run. */
  reset(): Promise<{ run: string }>
}
