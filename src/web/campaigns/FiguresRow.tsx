import { Group, SegmentedControl, Text } from '@mantine/core'
import { useAnswer } from '../api.ts'
import { FigureHelp } from '../figures/FigureHelp.tsx'
import { jt, t } from '../languages/messages.ts'
import { Figure } from '../pieces/Figure.tsx'
import { counted, wholeNumber } from '../pieces/format.ts'
import { Moment } from '../pieces/Moment.tsx'
import { useSees } from '../session/session.ts'
import classes from './campaign.module.css'
import {
  FIGURE_WORDS,
  figuresShown,
  figureWords,
  isUnread,
  ofNamed,
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
  const unread = isUnread(campaign)
  const isChosen = (name: FigureName) => window.tab === 'log' && window.figure === name
  return (
    <section aria-label={t`Figures`}>
      <div className={classes.figures} data-few={isFax || undefined}>
        {figuresShown(campaign, window.audience).map(({ name, value }) => (
          <div key={name} className={classes.cell} data-chosen={isChosen(name) || undefined}>
            <Figure
              label={figureWords(campaign)[name].label}
              {...value}
              count={unread ? null : value.count}
              of={ofNamed(value.of)}
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
      {unread && <NotRead campaign={campaign} />}
      {!isFax && !unread && sees('machines') && (
        <Group gap="sm" mt="xs">
          <SegmentedControl
            size="xs"
            aria-label={t`Whose opens and clicks are counted`}
            value={window.audience}
            onChange={(word) => change({ audience: word as Audience })}
            data={[
              { value: 'human', label: t`People` },
              { value: 'all', label: t`All, with proxies and machines` },
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

/** That nothing is known yet, and when it will be. */
function NotRead({ campaign }: { campaign: Campaign }) {
  const { data } = useAnswer('campaigns.freshness', { params: { campaignId: campaign.id } })
  const nextAt = data?.freshness?.nextPullAt ?? null
  const isRunning = campaign.openRunId !== null
  return (
    <Text size="sm" c="dimmed" mt="xs" role="status">
      {t`Nothing of it was read yet.`}{' '}
      {isRunning
        ? t`It is being read now.`
        : nextAt !== null && jt`It will be read ${(<Moment at={nextAt} />)}.`}
    </Text>
  )
}

/** "1,720 in all", where people do it more than once. */
function repeats(name: FigureName, { count, total }: FigureValue): string | undefined {
  if (!FIGURE_WORDS[name].repeats || total <= count) return undefined
  return t`${wholeNumber(total)} in all`
}

function machineWords({ proxyOpens, machine }: Campaign, audience: Audience): string {
  const proxied = proxyOpens?.total ?? 0
  const [opens, clicks] = [machine?.opens ?? 0, machine?.clicks ?? 0]
  if (proxied + opens + clicks === 0) {
    return t`No open or click was made by a privacy proxy or a machine.`
  }
  const byProxies = counted(proxied, 'open')
  const [opened, clicked] = [counted(opens, 'open'), counted(clicks, 'click')]
  return audience === 'all'
    ? t`Counted in: ${byProxies} by privacy proxies, ${opened} and ${clicked} by machines.`
    : t`Left out: ${byProxies} by privacy proxies, ${opened} and ${clicked} by machines.`
}
