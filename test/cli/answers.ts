import type { z } from 'zod'
import type { connection, importRun, personRow, run } from '../../src/api/contract/index.ts'

const NOW = '2026-05-03T09:00:00.000Z'

export function aRun(more: Partial<z.output<typeof run>> = {}): z.output<typeof run> {
  return {
    id: 7,
    connectionId: 3,
    connectionName: 'Constant Contact',
    campaign: null,
    kinds: ['activities' as const],
    waitingUntil: null,
    startedFrom: 'api',
    startedBy: null,
    status: 'queued',
    phase: '',
    stepsDone: 0,
    stepsTotal: null,
    requests: 0,
    pages: 0,
    eventsRead: 0,
    eventsWritten: 0,
    skipped: [],
    problems: 0,
    message: null,
    queuedAt: NOW,
    startedAt: null,
    endedAt: null,
    ...more,
  }
}

export function aPerson(more: Partial<z.output<typeof personRow>> = {}) {
  return {
    id: 1,
    name: 'Ada Example',
    jobTitle: 'Partner',
    organizations: [],
    owner: null,
    address: 'ada@example.com',
    isOptedOut: false,
    hasComplained: false,
    leftTopics: [],
    hasInvalidAddress: false,
    lastEventAt: null,
    ...more,
  }
}

export function anImport(more: Partial<z.output<typeof importRun>> = {}) {
  return {
    id: 5,
    fileName: 'people.csv',
    status: 'running' as const,
    bytesTotal: 100,
    bytesDone: 0,
    rowsRead: 0,
    peopleCreated: 0,
    peopleUpdated: 0,
    peopleUnchanged: 0,
    consentExpress: 0,
    consentImplied: 0,
    consentOut: 0,
    consentLifts: 0,
    interestsStated: 0,
    organizationsCreated: 0,
    organizationsUpdated: 0,
    rowsRefused: 0,
    message: null,
    startedAt: NOW,
    endedAt: null,
    ...more,
  }
}

export function aConnection(more: Partial<z.output<typeof connection>> = {}) {
  return {
    id: 3,
    connector: 'constant-contact',
    connectorTitle: 'Constant Contact',
    name: 'Letters',
    status: 'active' as const,
    settings: {},
    schedules: [],
    removalsPercentMax: 20,
    toldWithinMinutes: 15,
    nextRunAt: null,
    lastPullAt: null,
    health: null,
    healthAt: null,
    quota: null,
    openRunId: null,
    isOpenRunWaiting: false,
    createdAt: NOW,
    ...more,
  }
}
