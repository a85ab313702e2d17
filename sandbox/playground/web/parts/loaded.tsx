import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from './failure'
import { LoadingLines } from './loading'

/** An answer, or that it is on its way, or that it failed. */
export const Loaded = <Data,>(props: {
  query: UseQueryResult<Data>
  /** What stands there meanwhile. */
  loading?: ReactNode
  children: (data: Data) => ReactNode
}) => {
  const { data, error, refetch } = props.query
  if (data !== undefined) return props.children(data)
  if (error) return <Failure error={error} onRetry={refetch} />
  return props.loading ?? <LoadingLines />
}
