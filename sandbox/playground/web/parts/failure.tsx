import { Alert, type AlertProps, Button } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'

/** What failed, in the server's words, and a button to try it again where that makes sense. */
export const Failure = ({ error, onRetry, ...props }: { error: Error; onRetry?: () => unknown } & AlertProps) => (
  <Alert color="red" icon={<IconAlertCircle />} title="That did not work" role="alert" {...props}>
    {error.message}
    {onRetry && (
      <Button mt="sm" size="xs" variant="white" color="red" c="red.9" display="block" onClick={() => onRetry()}>
        Try again
      </Button>
    )}
  </Alert>
)
