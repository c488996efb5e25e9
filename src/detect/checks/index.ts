/**
 * The named checks that a detector may ask for. Each takes the secret as a Latin-1 string and says whether it can be
 * what the detector takes it for.
 */

import { isAwsKeyId } from './aws-key-id.js';
import { isNotAzureEmulatorKey } from './azure-emulator.js';
import { isCloudflareTunnelToken } from './cloudflare-tunnel.js';
import { isDiscordToken } from './discord-token.js';
import { isDockerAuth } from './docker-auth.js';
import { isBase64PemPrivateKey } from './encoded-key.js';
import { isGithubToken } from './github-crc32.js';
import { isGitlabRoutableToken } from './gitlab-crc32.js';
import { isGrafanaToken } from './grafana-crc32.js';
import { isJwt, isServiceAccountToken } from './jwt.js';
import { isBootstrapToken } from './kubernetes-bootstrap.js';
import { isNkey } from './nkey.js';
import { hasMixedAlphabet } from './mixed-alphabet.js';
import { isEncryptedOpensshKey } from './openssh-encryption.js';
import { isNotPlaceholder } from './placeholder.js';
import { looksRandom } from './random.js';
import { hasArmouredBody, isPemPrivateKey } from './private-key.js';
import { isSupabaseServiceKey } from './supabase-jwt.js';

export const CHECKS: Readonly<Record<string, (secret: string) => boolean>> = {
  'armoured-body': hasArmouredBody,
  'aws-key-id': isAwsKeyId,
  'base64-pem-private-key': isBase64PemPrivateKey,
  'cloudflare-tunnel': isCloudflareTunnelToken,
  'discord-token': isDiscordToken,
  'docker-auth': isDockerAuth,
  'encrypted-openssh-key': isEncryptedOpensshKey,
  'github-crc32': isGithubToken,
  'gitlab-crc32': isGitlabRoutableToken,
  'grafana-crc32': isGrafanaToken,
  jwt: isJwt,
  'kubernetes-bootstrap': isBootstrapToken,
  'kubernetes-sa-jwt': isServiceAccountToken,
  'mixed-alphabet': hasMixedAlphabet,
  nkey: isNkey,
  'not-azure-emulator': isNotAzureEmulatorKey,
  'looks-random': looksRandom,
  'not-placeholder': isNotPlaceholder,
  'pem-private-key': isPemPrivateKey,
  'supabase-service-key': isSupabaseServiceKey,
};
