import { ActionIcon, Button, Group, Modal, Text, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconRestore } from '@tabler/icons-react'
import { useReset, useSession } from '../data/queries'
import { Failure } from '../parts/failure'

/** Puts everything back to the beginning, after asking. */
export const ResetButton = () => {
  const [isOpen, { open, close }] = useDisclosure()
  const { data } = useSession()
  const reset = useReset()
  if (data?.canSteer === false) return null
  return (
    <>
      <Tooltip label="Begin again">
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Begin again" onClick={open}>
          <IconRestore size={20} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <Modal opened={isOpen} onClose={close} title="Begin again?" centered closeButtonProps={{ 'aria-label': 'Close' }}>
        <Text fz="sm">
          Conversations, payments, customers and the timeline are thrown away. The shop is filled anew, and faults and
          time are put back.
        </Text>
        {reset.error && <Failure mt="md" error={reset.error} />}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button color="red.9" loading={reset.isPending} onClick={() => reset.mutate(undefined, { onSuccess: close })}>
            Begin again
          </Button>
        </Group>
      </Modal>
    </>
  )
}
