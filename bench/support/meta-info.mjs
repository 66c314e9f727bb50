/** What a client of the vendor's SDK reports of its device. */
export const metaInfo = JSON.stringify({
  zimVer: '3.0.0',
  appVersion: '1',
  bioMetaInfo: '4.1.0:11501568,0',
  deviceType: 'ios',
  osVersion: 'iOS 10.3.2',
  deviceModel: 'iPhone9,1',
});
