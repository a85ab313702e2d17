import { notifications } from '@mantine/notifications'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLive } from '../data/stream'

/** Says when something that takes long has ended, wherever the person is by then. */
export const useJobNotes = (): void => {
  const queries = useQueryClient()
  const job = useLive((live) => live.job)
  const { id, state, title, message } = job ?? {}
  useEffect(() => {
    if (id === undefined || state === undefined || state === 'running') return
    void queries.invalidateQueries({ queryKey: ['time'] })
    notifications.show({
      id: `job-${id}`,
      title: state === 'done' ? title : `${title}: failed`,
      message: message ?? 'Done.',
      color: state === 'done' ? 'teal' : 'red',
      closeButtonProps: { 'aria-label': 'Close' },
    })
  }, [queries, id, state, title, message])
}
