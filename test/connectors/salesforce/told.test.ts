import { describeActivities } from '../activities-conformance.ts'
import { startBulkStage, startToldStage } from './stage.ts'

// Each kind of record once and each way once; the other two pairs are in told-otherwise.test.ts.
describeActivities('Salesforce with Practifi', startToldStage)
describeActivities('Salesforce by jobs, with tasks', () =>
  startBulkStage({ activityRecords: 'task' }),
)
