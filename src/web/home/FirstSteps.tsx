import { Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck, IconCircleDashed } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { t } from '../languages/messages.ts'
import { ButtonLink } from '../pieces/Go.tsx'
import { Panel } from '../pieces/Panel.tsx'
import { useMay } from '../session/session.ts'
import classes from './home.module.css'

/** A new firm's two steps; each is ticked once it is done. */
export function FirstSteps(props: { hasPeople: boolean; hasConnection: boolean }) {
  const may = useMay()
  return (
    <Panel title={t`Two steps, and the news comes home`}>
      <ol className={classes.steps}>
        <Step
          isDone={props.hasPeople}
          title={t`Bring your people`}
          action={
            <Group gap="xs">
              {may('import_people') && <ButtonLink to="/imports">{t`Import people`}</ButtonLink>}
              {may('manage_connections') && (
                <ButtonLink to="/connections/new" variant="default">{t`Connect a CRM`}</ButtonLink>
              )}
            </Group>
          }
        >
          {t`From a CSV file, or straight from your CRM: persons, companies and households, each
            with its owner. What happens to a mailing is then told by name.`}
        </Step>
        <Step
          isDone={props.hasConnection}
          title={t`Connect an e-mail service`}
          action={
            may('manage_connections') && (
              <ButtonLink to="/connections/new" variant={props.hasPeople ? 'filled' : 'default'}>
                {t`Connect an e-mail service`}
              </ButtonLink>
            )
          }
        >
          {t`Homing reads every campaign there: sends, opens, clicks, forwards, bounces and
            opt-outs, and keeps them for good.`}
        </Step>
      </ol>
    </Panel>
  )
}

interface StepProps {
  title: string
  isDone: boolean
  children: ReactNode
  action: ReactNode
}

function Step({ title, isDone, children, action }: StepProps) {
  return (
    <li>
      <Group gap="md" wrap="nowrap" align="flex-start">
        {isDone ? (
          <IconCircleCheck size={24} role="img" aria-label={t`done`} color="var(--homing-good)" />
        ) : (
          <IconCircleDashed size={24} role="img" aria-label={t`to do`} className={classes.todo} />
        )}
        <Stack gap={4} align="flex-start">
          <Text fw={600}>{title}</Text>
          <Text size="sm" c="dimmed" maw={560}>
            {children}
          </Text>
          {!isDone && action && <div className={classes.action}>{action}</div>}
        </Stack>
      </Group>
    </li>
  )
}
