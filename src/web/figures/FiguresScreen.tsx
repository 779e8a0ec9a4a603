import { List, Stack } from '@mantine/core'
import { useAnswer } from '../api.ts'
import { FIGURE_WORDS } from '../campaigns/figures.ts'
import { t } from '../languages/messages.ts'
import { said } from '../languages/said.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { PageHeader } from '../pieces/PageHeader.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { PageSkeleton } from '../pieces/Skeletons.tsx'
import { FigureDefinition } from './FigureDefinition.tsx'
import classes from './figures.module.css'

/** Every figure with its definition, and how each connected service counts the same. */
export default function FiguresScreen() {
  const { data, error, refetch } = useAnswer('figures.list', {})
  if (error && !data) return <ErrorNotice isPage error={error} onRetry={() => void refetch()} />
  if (!data) return <PageSkeleton />
  return (
    <>
      <PageHeader
        title={t`What the figures mean`}
        sub={t`The same everywhere: on every screen, in every export, on the command line.`}
      />
      <Stack gap="md">
        <List size="sm" maw={880}>
          {data.rules.map((rule) => (
            <List.Item key={rule}>{said(rule)}</List.Item>
          ))}
        </List>
        <div className={classes.figures}>
          {data.items.map((figure) => (
            <Panel key={figure.name} title={FIGURE_WORDS[figure.name].label}>
              <FigureDefinition figure={figure} />
            </Panel>
          ))}
        </div>
      </Stack>
    </>
  )
}
