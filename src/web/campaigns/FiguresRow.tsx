import { Group, SegmentedControl, Text } from '@mantine/core'
import { FigureHelp } from '../figures/FigureHelp.tsx'
import { Figure } from '../pieces/Figure.tsx'
import { counted, wholeNumber } from '../pieces/format.ts'
import classes from './campaign.module.css'
import {
  FIGURE_WORDS,
  figuresOf,
  figureWords,
  type Audience,
  type FigureName,
  type FigureValue,
} from './figures.ts'
import type { Campaign, PanelProps } from './useWindow.ts'
import { logWords } from './window.ts'

/**
 * The figures, each a door to its log; one switch for people alone or everything. Of faxes, whose
 * definitions are those of mail, only what is there to be counted.
 */
export function FiguresRow({ campaign, window, change }: PanelProps) {
  const figures = window.audience === 'all' ? campaign.allFigures : campaign.figures
  const isFax = campaign.channel === 'fax'
  const isChosen = (name: FigureName) => window.tab === 'log' && window.figure === name
  return (
    <section aria-label="Figures">
      <div className={classes.figures} data-few={isFax || undefined}>
        {figuresOf(campaign).map((name) => (
          <div key={name} className={classes.cell} data-chosen={isChosen(name) || undefined}>
            <Figure
              label={figureWords(campaign)[name].label}
              {...figures[name]}
              note={repeats(name, figures[name])}
              help={isFax ? undefined : <FigureHelp name={name} />}
              isChosen={isChosen(name)}
              link={{
                to: '/campaigns/$campaignId',
                params: { campaignId: String(campaign.id) },
                search: logWords(name, window.audience),
                hash: 'log',
                resetScroll: false,
              }}
            />
          </div>
        ))}
      </div>
      {!isFax && (
        <Group gap="sm" mt="xs">
          <SegmentedControl
            size="xs"
            aria-label="Whose opens and clicks are counted"
            value={window.audience}
            onChange={(word) => change({ audience: word as Audience })}
            data={[
              { value: 'human', label: 'People' },
              { value: 'all', label: 'All, with proxies and machines' },
            ]}
          />
          <Text size="xs" c="dimmed">
            {machineWords(campaign, window.audience)}
          </Text>
        </Group>
      )}
    </section>
  )
}

/** "1,720 in all", where people do it more than once. */
function repeats(name: FigureName, { count, total }: FigureValue): string | undefined {
  if (FIGURE_WORDS[name].inAll === undefined || total <= count) return undefined
  return `${wholeNumber(total)} in all`
}

function machineWords({ proxyOpens, machine }: Campaign, audience: Audience): string {
  if (proxyOpens.total + machine.opens + machine.clicks === 0) {
    return 'No open or click was made by a privacy proxy or a machine.'
  }
  const proxies = `${counted(proxyOpens.total, 'open')} by privacy proxies`
  const machines = `${counted(machine.opens, 'open')} and ${counted(machine.clicks, 'click')}`
  return `${audience === 'all' ? 'Counted in' : 'Left out'}: ${proxies}, ${machines} by machines.`
}
