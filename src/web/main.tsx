import { speakWanted } from './languages/load.ts'

// What the app's modules hold as constants is in the reader's language too: it is known first.
void speakWanted().then(() => import('./app.tsx'))
