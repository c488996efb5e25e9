/** The named checks that a detector may ask for. */

import { isAwsKeyId } from './aws-key-id.js';
import { isNotAzureEmulatorKey } from './azure-emulator.js';
import { isCloudflareTunnelToken } from './cloudflare-tunnel.js';
import { isDiscordToken } from './discord-token.js';
import { isDockerAuth } from './docker-auth.js';
import { isBase64PemPrivateKey } from './encoded-key.js';
import { isGithubToken } from './github-crc32.js';
import { isGitlabRoutableToken } from './gitlab-crc32.js';
import { isGrafanaToken } from './grafana-crc32.js';
import { isLikeCredential } from './like-credential.js';
import { isJwt, isServiceAccountToken } from './jwt.js';
import { isBootstrapToken } from './kubernetes-bootstrap.js';
import { isNkey } from './nkey.js';
import { hasMixedAlphabet } from './mixed-alphabet.js';
import { isEncryptedOpensshKey } from './openssh-encryption.js';
import { isNotPlaceholder, isNotStandIn } from './placeholder.js';
import { looksRandom } from './random.js';
import { hasArmouredBody, isPemPrivateKey } from './private-key.js';
import { isSupabaseServiceKey } from './supabase-jwt.js';

export interface Check {
  /** Whether the secret, a Latin-1 string, can be what the detector takes it for. */
  readonly holds: (secret: string) => boolean;
  /** What that means, for the reasons of a finding. */
  readonly says: string;
}

export const CHECKS: Readonly<Record<string, Check>> = {
  'armoured-body': { holds: hasArmouredBody, says: 'has a body of base64' },
  'aws-key-id': { holds: isAwsKeyId, says: 'holds an account number' },
  'base64-pem-private-key': { holds: isBase64PemPrivateKey, says: 'decodes to a private key' },
  'cloudflare-tunnel': { holds: isCloudflareTunnelToken, says: 'decodes to account, tunnel and secret' },
  'discord-token': { holds: isDiscordToken, says: 'begins with an account number' },
  'docker-auth': { holds: isDockerAuth, says: 'decodes to a user and a password' },
  'encrypted-openssh-key': { holds: isEncryptedOpensshKey, says: 'names the cipher it is under' },
  'github-crc32': { holds: isGithubToken, says: 'the checksum is right' },
  'gitlab-crc32': { holds: isGitlabRoutableToken, says: 'the checksum is right' },
  'grafana-crc32': { holds: isGrafanaToken, says: 'the checksum is right' },
  jwt: { holds: isJwt, says: 'decodes to a header and claims' },
  'kubernetes-bootstrap': { holds: isBootstrapToken, says: 'is no example of the documentation' },
  'kubernetes-sa-jwt': { holds: isServiceAccountToken, says: 'its claims name a service account' },
  'mixed-alphabet': { holds: hasMixedAlphabet, says: 'mixes letters and digits' },
  nkey: { holds: isNkey, says: 'the checksum is right' },
  'not-azure-emulator': { holds: isNotAzureEmulatorKey, says: 'is not the public key of an emulator' },
  'like-credential': { holds: isLikeCredential, says: 'is no word, number or path' },
  'looks-random': { holds: looksRandom, says: 'looks random' },
  'not-placeholder': { holds: isNotPlaceholder, says: 'is no placeholder' },
  'not-stand-in': { holds: isNotStandIn, says: 'is no template' },
  'pem-private-key': { holds: isPemPrivateKey, says: 'its body is a key' },
  'supabase-service-key': { holds: isSupabaseServiceKey, says: 'its claims name the service role' },
};
