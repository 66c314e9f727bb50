/** The vendor's script that gives `getMetaInfo()` to a page, from its integration guide for the mobile web. */
export const META_INFO_SCRIPT = 'https://hkwebcdn.yuncloudauth.com/cdn/jsvm_all.js';
