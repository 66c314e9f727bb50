export { useAccessLog } from './access-log.js';
export { createLogger, LOG_FORMATS, LOG_LEVELS, type LogSettings } from './create-logger.js';
export { NestLogger } from './nest-logger.js';
