export { jobsOf, openJobs, type Jobs } from './jobs.ts'
