import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type {
  ActionInfo,
  ActionRun,
  ConversationInfo,
  EntryPage,
  FaultSwitch,
  Figures,
  InputCheck,
  Job,
  ObjectInfo,
  RushRequest,
  Session,
  TimeInfo,
} from '../../src/api'
import { ask, askText, tell } from './client'

/** One place for what is asked and under which key it is kept. */
const pathOf = (...parts: string[]): string => `/api/${parts.map(encodeURIComponent).join('/')}`

export const useSession = () =>
  useQuery({ queryKey: ['session'], queryFn: () => ask<Session>('/api/session'), staleTime: Number.POSITIVE_INFINITY })

export const useActions = () =>
  useQuery({
    queryKey: ['actions'],
    queryFn: () => ask<ActionInfo[]>('/api/actions'),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const useRunAction = (name: string) =>
  useMutation({
    mutationFn: (input: Record<string, unknown>) => tell<ActionRun>('POST', pathOf('actions', name), input),
  })

export const useCheckInput = (name: string) =>
  useMutation({
    mutationFn: (input: Record<string, unknown>) => tell<InputCheck>('POST', pathOf('actions', name, 'check'), input),
  })

export const useConversations = () =>
  useQuery({ queryKey: ['conversations'], queryFn: () => ask<ConversationInfo[]>('/api/conversations') })

/** The newest entries of a conversation: its story as far as one looks back. */
export const useStory = (conversationId: string | undefined) =>
  useQuery({
    queryKey: ['entries', 'story', conversationId],
    queryFn: () =>
      ask<EntryPage>(`/api/entries?${new URLSearchParams({ conversation: conversationId ?? '', limit: '200' })}`),
    enabled: conversationId !== undefined,
  })

/** The objects that the newest entries name, newest first. */
export const useKnownObjects = () =>
  useQuery({
    queryKey: ['entries', 'objects'],
    queryFn: async () => {
      const { entries } = await ask<EntryPage>('/api/entries?limit=500')
      return [...new Set(entries.flatMap(({ objects }) => objects))]
    },
  })

export const useObject = (id: string) =>
  useQuery({ queryKey: ['objects', id], queryFn: () => ask<ObjectInfo>(pathOf('objects', id)) })

export const useFaults = () =>
  useQuery({ queryKey: ['faults'], queryFn: () => ask<FaultSwitch[]>('/api/faults'), refetchInterval: 2_000 })

export const useSetFault = () => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ name, ...change }: { name: string; isOn: boolean; value?: number }) =>
      tell('PUT', pathOf('faults', name), change),
    onSettled: () => client.invalidateQueries({ queryKey: ['faults'] }),
  })
}

export const useClearFaults = () => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => tell('DELETE', '/api/faults'),
    onSettled: () => client.invalidateQueries({ queryKey: ['faults'] }),
  })
}

export const useTime = () => useQuery({ queryKey: ['time'], queryFn: () => ask<TimeInfo>('/api/time') })

export const useJump = () =>
  useMutation({ mutationFn: (seconds: number) => tell<Job>('POST', '/api/time', { seconds }) })

export const useRush = () =>
  useMutation({ mutationFn: (calls: number) => tell<Job>('POST', '/api/rush', { calls } satisfies RushRequest) })

export const useFigures = () =>
  useQuery({ queryKey: ['figures'], queryFn: () => ask<Figures>('/api/figures'), staleTime: Number.POSITIVE_INFINITY })

export const useReset = () => useMutation({ mutationFn: () => tell('POST', '/api/reset') })

export const useDocument = (name: string) =>
  useQuery({
    queryKey: ['documents', name],
    queryFn: () => askText(pathOf('documents', name)),
    staleTime: Number.POSITIVE_INFINITY,
  })
