import { useComputedColorScheme } from '@mantine/core'
import { collapseAllNested, JsonView, type JsonViewProps } from 'react-json-view-lite'
