import { useDebouncedValue, useDocumentVisibility } from '@mantine/hooks'

/** Long enough to pay on a page in another tab and come back. */
const PATIENCE = 30_000

/**
 * Whether nobody has looked at this tab for a while. A browser keeps at most six connections to a server open, over all its
 * tabs: those that nobody looks at let go of theirs, or a third tab of the shop would wait for ever.
 */
export const useIsAway = (): boolean => {
  const isHidden = useDocumentVisibility() === 'hidden'
  const [wasHidden] = useDebouncedValue(isHidden, PATIENCE)
  return isHidden && wasHidden
}
