import { Box, Code } from '@mantine/core'
import { collapseAllNested, defaultStyles, JsonView } from 'react-json-view-lite'
import 'react-json-view-lite/dist/index.css'
import type { MouseEvent } from 'react'
import { useLocation } from 'wouter'
import { isObjectId } from './ids'
import classes from './json.module.css'

const STYLES = {
  ...defaultStyles,
  container: classes.container ?? '',
  label: classes.label ?? '',
  clickableLabel: classes.label ?? '',
  stringValue: classes.string ?? '',
  numberValue: classes.number ?? '',
  booleanValue: classes.number ?? '',
  nullValue: classes.empty ?? '',
  undefinedValue: classes.empty ?? '',
  punctuation: classes.punctuation ?? '',
  stringifyStringValues: true,
}

/** The first two levels are open: enough to see what it is. */
const isOpen = (level: number): boolean => level < 2

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null

/** A value as a tree. A click on an object's ID opens it; for the keyboard the same IDs stand as links beside the tree. */
export const Json = ({ value, label, isClosed }: { value: unknown; label: string; isClosed?: boolean }) => {
  const [, navigate] = useLocation()
  if (!isTree(value)) return <Code block>{JSON.stringify(value) ?? '–'}</Code>
  const openId = ({ target }: MouseEvent) => {
    const id = target instanceof HTMLElement ? target.textContent?.replaceAll('"', '') : undefined
    if (target instanceof HTMLElement && target.className === classes.string && isObjectId(id)) {
      navigate(`/objects/${encodeURIComponent(id)}`)
    }
  }
  return (
    <Box className={classes.frame} onClick={openId}>
      <JsonView
        data={value}
        style={STYLES}
        shouldExpandNode={isClosed ? collapseAllNested : isOpen}
        clickToExpandNode
        aria-label={label}
      />
    </Box>
  )
}
