import type { z } from 'zod'
import type { fileSource, foundFile } from '../../src/api/contract/index.ts'

type Source = z.output<typeof fileSource>
type Found = z.output<typeof foundFile>

export function aSource(more: Partial<Source> = {}): Source {
  return {
    ...{ id: 3, connectionId: 7, kind: 'sftp', title: 'SFTP files.example.com:22 /out' },
    ...{ path: '/out', host: 'files.example.com', port: 22, user: 'homing', address: '' },
    ...{ hasPassword: true, hasPrivateKey: false, pattern: '*.csv', everyMinutes: 60 },
    ...{ moveTo: 'processed', hostKey: `SHA256:${'a'.repeat(43)}`, isOn: true },
    ...{ nextAt: '2026-05-03T10:00:00.000Z', lookedAt: '2026-05-03T09:00:00.000Z' },
    ...{ fault: '', remedy: '', failingSince: null },
    ...more,
  }
}

export function aFoundFile(more: Partial<Found> = {}): Found {
  return {
    ...{ id: 9, name: 'a.csv', bytes: 4_096, modifiedAt: '2026-05-03T08:00:00.000Z' },
    ...{ status: 'taken', settlesAt: null, fault: '', remedy: '', tries: 0, fileId: 5 },
    ...{ rows: 1_200, isRepeated: false, waiting: 0, problems: 2, movedTo: 'processed/a.csv' },
    ...{ foundAt: '2026-05-03T08:01:00.000Z' },
    ...more,
  }
}
