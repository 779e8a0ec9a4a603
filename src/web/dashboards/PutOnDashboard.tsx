import { Select, Stack, TextInput } from '@mantine/core'
import { IconLayoutDashboard } from '@tabler/icons-react'
import { useState } from 'react'
import { useAnswer, useChange } from '../api.ts'
import { t } from '../languages/messages.ts'
import { ConfirmAction } from '../pieces/ConfirmAction.tsx'
import { notifyDone } from '../refusals.ts'
import type { Values, View } from '../views/words.ts'
import { bodyOf, DASHBOARDS_KEPT, KINDS, type Tile } from './dashboards.ts'

const NEW = 'new'

/** Puts the view on a dashboard of one's own, with the answers it is looked at with now. */
export function PutOnDashboard({ view, given }: { view: View; given: Values }) {
  const { data } = useAnswer('dashboards.list', {})
  const mine = (data?.items ?? []).filter(({ isYours }) => isYours)
  const [chosen, setChosen] = useState<string | null>(null)
  const [name, setName] = useState('')
  const [as, setAs] = useState<Tile['as']>(view.definition.group === null ? 'table' : 'chart')
  const make = useChange('dashboards.make', [...DASHBOARDS_KEPT])
  const change = useChange('dashboards.change', [...DASHBOARDS_KEPT])
  const place = chosen ?? String(mine[0]?.id ?? NEW)

  async function put() {
    const parameters = view.definition.parameters.length > 0 ? given : {}
    const tile: Tile = { viewId: view.id, parameters, as, width: as === 'number' ? 1 : 2 }
    const onto = mine.find(({ id }) => String(id) === place)
    if (onto === undefined) {
      await make.mutateAsync({ body: { name, tiles: [tile] } })
    } else {
      const body = bodyOf(onto, { tiles: [...onto.tiles, tile] })
      await change.mutateAsync({ params: { dashboardId: onto.id }, body })
    }
    notifyDone(t`“${view.name}” stands on “${onto?.name ?? name}”.`)
  }

  return (
    <ConfirmAction
      label={t`Put on a dashboard…`}
      confirmLabel={t`Put it there`}
      leftSection={<IconLayoutDashboard size={16} aria-hidden />}
      consequence={t`It shows there what is known at each moment, and leads back here.`}
      isDisabled={!data}
      onConfirm={put}
    >
      <Stack gap="sm">
        <Select
          label={t`Dashboard`}
          allowDeselect={false}
          data={[
            ...mine.map((one) => ({ value: String(one.id), label: one.name })),
            { value: NEW, label: t`A new one` },
          ]}
          value={place}
          onChange={setChosen}
        />
        {place === NEW && (
          <TextInput
            label={t`Its name`}
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <Select
          label={t`Shown as`}
          allowDeselect={false}
          data={KINDS}
          value={as}
          onChange={(kind) => setAs(kind as Tile['as'])}
        />
      </Stack>
    </ConfirmAction>
  )
}
