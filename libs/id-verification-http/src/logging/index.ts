export { useAccessLog } from './access-log.js';
export { createLogger } from './create-logger.js';
export { LOG_FORMATS, LOG_LEVELS, type LogSettings } from './log-settings.js';
export { NestLogger } from './nest-logger.js';
