import { Alert, Loader, Stack } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useSession } from '../data/queries'
import { useLive } from '../data/stream'
import { Failure } from '../parts/failure'

/** What a person must know whatever they look at. */
export const Notices = () => {
  const { data, error, refetch } = useSession()
  const connection = useLive((live) => live.connection)
  const isReal = data?.mode.kind === 'test-mode'
  if (!error && connection !== 'lost' && !isReal) return null
  return (
    <Stack gap="sm" mb="md">
      {isReal && (
        <Alert color="red.9" variant="filled" icon={<IconAlertTriangle />} title="A real Stripe test key is in use">
          What you do here happens in your Stripe account, in its test mode. No real money moves.
        </Alert>
      )}
      {error && <Failure error={error} onRetry={refetch} />}
      {connection === 'lost' && (
        <Alert color="yellow" role="status" icon={<Loader size={18} color="yellow" />} title="Connecting again …">
          The live stream was interrupted. Nothing is lost: what happens meanwhile is shown when it is back.
        </Alert>
      )}
    </Stack>
  )
}
