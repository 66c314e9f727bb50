import { DEFAULT_SETTINGS, type EmulatorSettings } from '../settings/settings.js';
import type { EmulatorOptions } from './options.js';

/** The settings of the options, with defaults. */
export function settingsOf(options: EmulatorOptions): EmulatorSettings {
  return {
    qps: options.qps ?? DEFAULT_SETTINGS.qps,
    otherClientsQps: options.otherClientsQps ?? DEFAULT_SETTINGS.otherClientsQps,
    transactionLifetimeMs: options.transactionLifetimeMs ?? DEFAULT_SETTINGS.transactionLifetimeMs,
    expiredResponse: options.expiredResponse ?? DEFAULT_SETTINGS.expiredResponse,
    products: options.products ?? DEFAULT_SETTINGS.products,
    deleteSuccessCode: options.deleteSuccessCode ?? DEFAULT_SETTINGS.deleteSuccessCode,
    deleteSupported: options.deleteSupported ?? DEFAULT_SETTINGS.deleteSupported,
    repeatedDeleteResponse: options.repeatedDeleteResponse ?? DEFAULT_SETTINGS.repeatedDeleteResponse,
    singleUseUrl: options.singleUseUrl ?? DEFAULT_SETTINGS.singleUseUrl,
    checkCallbackUrl: options.checkCallbackUrl ?? DEFAULT_SETTINGS.checkCallbackUrl,
    callbackNames: options.callbackNames ?? DEFAULT_SETTINGS.callbackNames,
    callbackMode: options.callbackMode ?? DEFAULT_SETTINGS.callbackMode,
  };
}
