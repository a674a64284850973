/**
 * AWS's own search for credentials: profiles, single sign-on, containers, instances, web identities.
 *
 * @module
 */
export { defaultProvider } from "npm:@aws-sdk/credential-provider-node@3.972.97";
export { loadSharedConfigFiles } from "npm:@smithy/shared-ini-file-loader@4.7.2";
