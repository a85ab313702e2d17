import { Button, Stack } from '@mantine/core'
import { IconUsersGroup } from '@tabler/icons-react'
import { useRush } from '../data/queries'
import { useLive } from '../data/stream'
import { Failure } from '../parts/failure'

/** Enough that a limit of 25 a second is met for a while. */
const CALLS = 200

/** Many customers at once, to see what the limit does to them. */
export const Rush = () => {
  const rush = useRush()
  const job = useLive((live) => live.job)
  return (
    <Stack gap="xs" align="flex-end">
      <Button
        variant="light"
        leftSection={<IconUsersGroup size={17} aria-hidden />}
        loading={rush.isPending}
        disabled={job?.state === 'running'}
        onClick={() => rush.mutate(CALLS)}
      >
        {CALLS} customers at once
      </Button>
      {rush.error && <Failure error={rush.error} />}
    </Stack>
  )
}
