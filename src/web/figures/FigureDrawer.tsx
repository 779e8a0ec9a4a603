import { Drawer, Stack } from '@mantine/core'
import { useAnswer } from '../api.ts'
import { FIGURE_WORDS, type FigureName } from '../campaigns/figures.ts'
import { t } from '../languages/messages.ts'
import { ErrorNotice } from '../pieces/ErrorNotice.tsx'
import { TextLink } from '../pieces/Go.tsx'
import { LinesSkeleton } from '../pieces/Skeletons.tsx'
import { FigureDefinition } from './FigureDefinition.tsx'

/** One figure's definition beside what one was looking at. */
export default function FigureDrawer(props: { name: FigureName; onClose: () => void }) {
  const { data, error, refetch } = useAnswer('figures.list', {})
  const figure = data?.items.find(({ name }) => name === props.name)
  return (
    <Drawer opened onClose={props.onClose} title={FIGURE_WORDS[props.name].label}>
      {error && !data && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!error && !data && <LinesSkeleton lines={5} />}
      {figure && (
        <Stack gap="md">
          <FigureDefinition figure={figure} />
          <TextLink size="sm" to="/figures">
            {t`All figures`}
          </TextLink>
        </Stack>
      )}
    </Drawer>
  )
}
