import { describeActivities } from '../activities-conformance.ts'
import { startBulkStage, startToldStage } from './stage.ts'

describeActivities('Salesforce with Practifi', startToldStage)
describeActivities('Salesforce with tasks', () => startToldStage({ activityRecords: 'task' }))
describeActivities('Salesforce by jobs, with Practifi', startBulkStage)
describeActivities('Salesforce by jobs, with tasks', () =>
  startBulkStage({ activityRecords: 'task' }),
)
