import { DEFAULT_SETTINGS, type EmulatorSettings } from '../settings/settings.js';
import type { EmulatorOptions } from './options.js';

/** The settings that the options ask for, and the defaults for the rest. */
export function settingsOf(options: EmulatorOptions): EmulatorSettings {
  return {
    qps: options.qps ?? DEFAULT_SETTINGS.qps,
    strangerQps: options.strangerQps ?? DEFAULT_SETTINGS.strangerQps,
    transactionLifetimeMs: options.transactionLifetimeMs ?? DEFAULT_SETTINGS.transactionLifetimeMs,
    expiredAnswer: options.expiredAnswer ?? DEFAULT_SETTINGS.expiredAnswer,
    deleteSupported: options.deleteSupported ?? DEFAULT_SETTINGS.deleteSupported,
    repeatedDeleteAnswer: options.repeatedDeleteAnswer ?? DEFAULT_SETTINGS.repeatedDeleteAnswer,
    singleUseUrl: options.singleUseUrl ?? DEFAULT_SETTINGS.singleUseUrl,
    checkCallbackUrl: options.checkCallbackUrl ?? DEFAULT_SETTINGS.checkCallbackUrl,
    callbackNames: options.callbackNames ?? DEFAULT_SETTINGS.callbackNames,
    callbackMode: options.callbackMode ?? DEFAULT_SETTINGS.callbackMode,
  };
}
