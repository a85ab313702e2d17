import { Skeleton, Stack, VisuallyHidden } from '@mantine/core'

/** A view that is on its way. */
export const LoadingView = () => (
  <Stack gap="md" aria-busy>
    <VisuallyHidden role="status">Loading …</VisuallyHidden>
    <Skeleton h={28} w={220} />
    <Skeleton h={180} />
    <Skeleton h={120} />
  </Stack>
)

/** Lines that are on their way. */
export const LoadingLines = ({ count = 6, height = 34 }: { count?: number; height?: number }) => (
  <Stack gap="xs" aria-busy>
    <VisuallyHidden role="status">Loading …</VisuallyHidden>
    {Array.from({ length: count }, (_, line) => `line-${line}`).map((key) => (
      <Skeleton key={key} h={height} />
    ))}
  </Stack>
)
