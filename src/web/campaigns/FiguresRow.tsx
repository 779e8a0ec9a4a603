import { Group, SegmentedControl, Text } from '@mantine/core'
import { FigureHelp } from '../figures/FigureHelp.tsx'
import { Figure } from '../pieces/Figure.tsx'
import { counted, wholeNumber } from '../pieces/format.ts'
import { useSees } from '../session/session.ts'
import classes from './campaign.module.css'
import {
  FIGURE_WORDS,
  figuresShown,
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
  const sees = useSees()
  const isFax = campaign.channel === 'fax'
  const isChosen = (name: FigureName) => window.tab === 'log' && window.figure === name
  return (
    <section aria-label="Figures">
      <div className={classes.figures} data-few={isFax || undefined}>
        {figuresShown(campaign, window.audience).map(({ name, value }) => (
          <div key={name} className={classes.cell} data-chosen={isChosen(name) || undefined}>
            <Figure
              label={figureWords(campaign)[name].label}
              {...value}
              note={repeats(name, value)}
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
      {!isFax && sees('machines') && (
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
  const proxied = proxyOpens?.total ?? 0
  const [opens, clicks] = [machine?.opens ?? 0, machine?.clicks ?? 0]
  if (proxied + opens + clicks === 0) {
    return 'No open or click was made by a privacy proxy or a machine.'
  }
  const proxies = `${counted(proxied, 'open')} by privacy proxies`
  const machines = `${counted(opens, 'open')} and ${counted(clicks, 'click')}`
  return `${audience === 'all' ? 'Counted in' : 'Left out'}: ${proxies}, ${machines} by machines.`
}
