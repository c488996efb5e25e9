import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findGeneric, GENERIC_KEYWORDS } from '../../../src/detect/generic/index.js';
import { kindOf } from '../../../src/detect/generic/names.js';
import { surprise, surpriseSpelt } from '../../../src/detect/generic/randomness.js';
import { findWholeFile, isWholeFile } from '../../../src/detect/generic/whole-file.js';
import { findKeywords } from '../../support/prefilter-oracle.js';

/** Put together at run time: what looks like a credential must not stand in the repository. */
const [password, key, hex] = [
  ['k7Gh', '2pQ9#x'].join(''),
  ['qB3dZ5fM7hJ9', 'wL2xN4cQ6rV8'].join(''),
  ['9f86d081884c7d65', '9a2feaa0c55ad015'].join(''),
];

/** What people make up, and words in the encoding of a Kubernetes Secret. */
const human = ['S3cr3t', 'P4ssw0rd', '55'].join('');
const encoded = Buffer.from('strong-password').toString('base64');

function values(text: string, path = 'input'): string[] {
  const bytes = Buffer.from(text);
  const hits = Uint32Array.from(findKeywords(bytes, GENERIC_KEYWORDS).map(([offset]) => offset));
  return findGeneric({ bytes, hits, path }).map(({ start, end }) => bytes.toString('utf8', start, end));
}

describe('a value that a name is given', () => {
  test.each([
    ['app.js', `const dbPassword = "${password}";`],
    ['app.js', `config.set('db.password', '${password}');`],
    ['app.ts', `private readonly password: string = "${password}";`],
    ['app.py', `connect(user="shop", password='${password}')`],
    ['app.py', `os.environ["DB_PASSWORD"] = "${password}"`],
    ['App.java', `String dbPassword = "${password}";`],
    ['App.java', `credentials.setPassword("${password}");`],
    ['app.go', `cfg := Config{Password: "${password}"}`],
    ['app.rb', `  password: '${password}',`],
    ['app.php', `'password' => '${password}',`],
    ['App.cs', `var password = @"${password}";`],
    ['app.rs', `let password: &str = "${password}";`],
    ['app.kt', `val password = "${password}"`],
    ['setup.sql', `CREATE USER shop IDENTIFIED BY '${password}';`],
    ['config.yaml', `  password: ${password}`],
    ['config.yaml', `password: "${password}" # a comment`],
    ['compose.yaml', `      - DB_PASSWORD=${password}`],
    ['app.properties', `spring.datasource.password=${password}`],
    ['.env', `DB_PASSWORD=${password}`],
    ['.env', `export DB_PASSWORD="${password}"`],
    ['app.ini', `password = ${password}`],
    ['Dockerfile', `ENV DB_PASSWORD=${password}`],
    ['app.json', `{"dbPassword": "${password}"}`],
    ['escaped.json', `"{\\"password\\": \\"${password}\\"}"`],
    ['app.xml', `<password>${password}</password>`],
    ['app.xml', `<property name="password" value="${password}"/>`],
    ['main.tf', `  admin_password = "${password}"`],
    ['run.sh', `mysql --password=${password} shop`],
    ['run.sh', `tool --db-password ${password}`],
    ['app.js', `const secret = process.env.SESSION_SECRET || "${password}";`],
    ['app.js', `jwt.sign(payload, process.env.JWT_SECRET ?? '${key}')`],
    ['app.py', `SECRET_KEY = os.environ.get("SECRET_KEY", "${key}")`],
    ['app.py', `password = os.environ["DB_PASSWORD"] or "${password}"`],
    ['app.py', `password = config('DB_PASSWORD', default='${password}')`],
    ['app.rb', `secret = ENV.fetch("SECRET_KEY") { "${key}" }`],
    ['build.gradle.kts', `password = System.getenv("NEXUS_PSW") ?: "${password}"`],
    ['app.go', `password := getEnv("DB_PASSWORD", "${password}")`],
    ['compose.yaml', `      POSTGRES_PASSWORD: "\${POSTGRES_PASSWORD:-${password}}"`],
    ['app.json', `{"run": "export PASSWORD=${password}\\ncd /"}`],
    ['tasks.yaml', `password: "{{ db_password | default('${password}') }}"`],
    ['run.sh', `tool -keypass ${password} -alias shop`],
    ['run.ps1', `Invoke-Sqlcmd -Username shop -Password ${password} -Query "select 1"`],
    ['run.cmd', `wmic /user:shop /password:${password} process list`],
    ['Dockerfile', `ENV DB_PASSWORD ${password}`],
    ['Dockerfile', `ENV DB_PASSWORD ${password} # for the shop`],
    ['run.sh', `curl -H "Authorization: Bearer ${key}" https://api.example`],
    ['run.sh', `curl -H "Authorization: Bearer ${key.slice(0, 12)}" https://api.example`],
    ['notes.md', `The password: ${password}`],
    ['app.js', `fetch("https://api.example/v1?apiKey=${key}&page=2")`],
    ['app.js', `spawn('docker', ['-e', "SA_PASSWORD=${password}"])`],
    ['config.json', `"PASSWORT": "${password}"`],
    ['App.java', `Password password = new StringPassword("${key}");`],
    ['app.py', `secret = base64.b64decode("${key}")`],
    ['app.js', `connect("Server=db;User=sa;Password=${password};Timeout=9")`],
    ['run.sh', `ENV="DB_NAME=shop DB_PASSWORD=${password}"`],
    ['app.yaml', `api_tokens: ["${key}", "other"]`],
    ['app.xml', `<password encoding="plain">${password}</password>`],
    ['.env', `TUMBLR_KEY=${key}`],
    ['.env', `STEAM_KEY=${hex}`],
    ['app.py', `getenv("PGPASSWORD", "${password}")`],
    ['main.tfstate', `"ses_smtp_password_v4": "${key}"`],
    ['config.yaml', `password: "!${password}"`],
    ['app.js', `apiKey: '${key.slice(0, 10)}=='`],
    ['app.py', `user, password = 'shop', '${password}'`],
    ['app.py', `requests.get(url, auth=("shop", "${password}"))`],
    ['App.java', `client.login("shop", "${password}");`],
    ['pod.yaml', `  - name: DB_PASSWORD\n    value: ${password}`],
    ['pod.json', `{"name": "DB_PASSWORD", "value": "${password}"}`],
    ['Info.plist', `<key>Password</key>\n  <string>${password}</string>`],
    ['main.tf', `variable "db_password" {\n  type = string\n  default = "${password}"\n}`],
    ['page.html', `{&quot;password&quot;: &quot;${password}&quot;}`],
    ['notes.md', `Password: \u201c${password}\u201d`],
    ['notes.md', `**Password:** ${password}`],
    ['notes.md', `Consumer Secret: \`\`${key}\`\``],
    ['notes.txt', `\u043f\u0430\u0440\u043e\u043b\u044c: ${password}`],
    ['config.yaml', `contrase\u00f1a: ${password}`],
    ['config.yaml', `\u5bc6\u7801: ${password}`],
    ['config.yaml', `motDePasse: ${password}`],
    ['app.php', `'Authorization' => 'Token ${key}'`],
    ['app.json', `"apiToken": "{\\"id\\": \\"${key}\\"}"`],
    ['app.go', `key := []byte("${key}")`],
    ['app.php', `$key = '${key}${key}\n`],
    ['users.yaml', `api_tokens:\n  - ${key}\n`],
  ])('%s: %s', (path, text) => {
    const [found] = values(text, path);
    expect([password, `!${password}`, key, key.slice(0, 12), key + key, hex, `${key.slice(0, 10)}==`]).toContain(found);
  });

  test('of a key is random, of a password need not be', () => {
    expect(values(`apiKey = "${key}"`, 'a.js')).toEqual([key]);
    expect(values(`access_token: ${hex}`, 'a.yaml')).toEqual([hex]);
    expect(values(`password = "${['hunt', 'er22'].join('')}"`, 'a.js')).toHaveLength(1);
    expect(values('apiKey = "production-key-one"', 'a.js')).toEqual([]);
  });
});

describe('a file that is one secret', () => {
  function found(text: string, path: string): string | undefined {
    const bytes = Buffer.from(text);
    const secret = isWholeFile(bytes, path) ? findWholeFile(bytes, path) : undefined;
    return secret === undefined ? undefined : bytes.toString('utf8', secret.start, secret.end);
  }
  test.each([
    ['secrets/db_password', `${password}\n`],
    ['db_password.txt', password],
    ['.vault_pass', `${password}\r\n`],
    ['config/master.key', hex],
    ['shop.clientSecret', `# of the shop\n\n${key}\n`],
  ])('is found in %s', (path, text) => {
    expect([password, key, hex]).toContain(found(text, path));
  });
  test.each([
    ['password.py', password],
    ['notes.txt', password],
    ['id.pub', key],
    ['passwords.txt', `${password}\n${key}\n`],
    ['password', 'changeme'],
    ['secret.txt', `name=${key}`],
    ['token', 'x'.repeat(400)],
  ])('is none in %s', (path, text) => {
    expect(found(text, path)).toBeUndefined();
  });
});

describe('confidence', () => {
  function confidence(text: string, path: string): string | undefined {
    const bytes = Buffer.from(text);
    const hits = Uint32Array.from(findKeywords(bytes, GENERIC_KEYWORDS).map(([offset]) => offset));
    return findGeneric({ bytes, hits, path })[0]?.confidence;
  }
  test.each([
    ['high', 'app.js', `password = "${password}"`],
    ['high', 'app.js', `apiKey = "${key}"`],
    ['medium', 'app.js', `password = "${human}"`],
    ['low', 'test/app.js', `apiKey = "${key}"`],
    ['low', 'app.js', `secret = "${hex.slice(3, 10)}xq"`],
    ['low', 'test/app.js', `password = "${password}"`],
    [undefined, 'test/app.js', `password = "${human}"`],
  ])('is %s in %s: %s', (expected, path, text) => {
    expect(confidence(text, path)).toBe(expected);
  });
});

describe('what is no credential', () => {
  test.each([
    ['app.py', 'password = os.environ["DB_PASSWORD"]'],
    ['app.js', 'const password = getPassword(user);'],
    ['app.js', 'const { password } = req.body;'],
    ['app.js', 'if (password == null) throw new Error("password is required");'],
    ['app.js', 'const token = `${prefix}-${id}`;'],
    ['app.js', 'password: "Enter your password"'],
    ['app.js', 'passwordField: "user-password-input-2"'],
    ['app.js', 'tokenType: "Bearer2token9x"'],
    ['app.go', 'MaxTokens: 4096,'],
    ['run.sh', 'docker build --secret id=npmrc7,src=.npmrc .'],
    ['run.sh', 'mysqladmin -uroot -p$MYSQL_ROOT_PASSWORD shutdown7x'],
    ['app.js', 'const secret = process.env.SESSION_SECRET || "";'],
    ['app.py', 'password = os.environ.get("DB_PASSWORD", "password")'],
    ['config.yaml', 'password: ${DB_PASSWORD:-${OTHER_PASSWORD}}'],
    ['config.yaml', `secret: ${Buffer.from('ENC[AES256,Rq7xT2,iv:9Kd]').toString('base64')}`],
    ['config.yaml', `secret: ${Buffer.from('example-of-a-key-9x7q').toString('base64')}`],
    ['config.yaml', `token: ${['eyJhbGciOiJIUzI1NiIs', 'InR5cCI6IkpXVCJ9'].join('')}`],
    ['notes.md', `Public key: ${hex}`],
    ['run.sh', 'password=dbpassword'],
    ['run.sh', 'tool -pPASSWORD backup7.zip'],
    ['run.sh', 'tool -password FILE -out key.pem'],
    ['Dockerfile', 'ENV DB_PASSWORD ${DB_PASSWORD}'],
    ['notes.md', 'The option -token takes the name of a user'],
    ['config.yaml', 'password: ${DB_PASSWORD}'],
    ['config.yaml', 'password: ${DB_PASSWORD:-guest1234}'],
    ['config.yaml', 'password: {{ .Values.password }}'],
    ['config.yaml', 'password: changeme'],
    ['config.yaml', 'password: xxxxxxxx'],
    ['config.yaml', 'secretName: shop-credentials-v2'],
    ['config.yaml', 'token_url: https://id.example/oauth2/token9'],
    ['config.yaml', 'password: vault:secret/data/shop#password'],
    ['.env', 'API_KEY=<your-api-key>'],
    ['.env', 'API_KEY='],
    ['app.css', '.password-input:focus { color: #a1b2c3 }'],
    ['package-lock.json', `"token": "${key}"`],
    ['src/__tests__/login.test.js', `password: "${human}"`],
    ['src/dockerTest/resources/compose.yaml', `password: ${human}`],
    ['secret.yaml', `password: ${encoded}`],
    ['config.yaml', `cluster_token: k8s_etcd_2`],
    ['config.yaml', `tokens: ["abc", "k8s-etcd"]`],
    ['secret.yaml', 'password: !vault-secret'],
    ['app.js', `log("password=" + password1x, "more")`],
    ['app.php', `'--password='.$connection['pass9x']`],
    ['app.go', 'password := os.Getenv("SHOP_DB_PASSWORD_2")'],
    ['App.java', 'String password = config.getString("db.password.v2");'],
    ['App.java', `String hash = encodePassword("${password}");`],
    ['notes.json', `"use the token.","Should2Fail9x.$"`],
    ['lang.js', `labelPassword: 'L\u00f6senord:'`],
    ['lang.js', `password: 'Contrase\u00f1a'`],
    ['rules.php', `'password' => 'required|min:8',`],
    ['app.js', `token = "1234567890abcdef1234567890abcdef"`],
    ['app.js', `token = "abc123abc123abc123"`],
    ['app.js', `token = "aAbBcCdDeEfF123456"`],
    ['app.json', `"token": "Purple62/v4/08/0a/04/0${hex.slice(0, 12)}/cover7.bin"`],
    ['README.md', `[![](https://cov.example/badge.svg?token=${key.slice(0, 10)})]`],
    ['app.js', `secret = "s3cr3t-t0ken-value1"`],
    ['app.json', `"assetToken": "${key}"`],
    ['app.js', `nextPageToken: "${key}"`],
    ['app.html', `<input name="csrf_token" value="${key}">`],
    ['app.js', `public_key = "${key}"`],
    ['app.js', `cache_key = "${key}"`],
    ['app.js', `group_id_key = "user-settings-panel-2"`],
    ['config.yaml', 'password: ((shop/db-password-2))'],
    ['app.go', `const authSha256Password = "sha256_password"`],
    ['.env', `ROOT_PASSWORD_SHA2=${hex}`],
    ['app.js', `fakePassword = "${human}"`],
    ['app.md', 'mailer://token:FromEmail2/ToEmail1'],
    ['app.js', 'maxTokens: ["a9x8c7v6b5n4m3"]'],
    ['notes.md', 'The password is sent by mail, and the token expires after 30 days.'],
  ])('%s: %s', (path, text) => {
    expect(values(text, path)).toEqual([]);
  });
});

test.each([
  ['password', 'password'],
  ['DB_PASSWORD', 'password'],
  ['spring.datasource.password', 'password'],
  ['userPassword2', 'password'],
  ['MYSQL_ROOT_PASSWORD_PROD', 'password'],
  ['apiKey', 'key'],
  ['client-secret', 'key'],
  ['AWSSecretKey', 'key'],
  ['accessToken', 'key'],
  ['primaryKey', undefined],
  ['password_reset_url', undefined],
  ['passwordLength', undefined],
  ['tokenizer', undefined],
  ['max_tokens', undefined],
  ['secretName', undefined],
  ['keyboard', undefined],
  ['TUMBLR_KEY', 'some key'],
  ['foreign_key', undefined],
  ['csrfToken', undefined],
  ['apiTokens', 'key'],
])('the name %s announces %s', (name, kind) => {
  expect(kindOf(name)).toBe(kind);
});

describe('surprise', () => {
  test('reads what looks like letters as letters', () => {
    expect(surpriseSpelt(human)).toBeLessThan(4.7);
    expect(surpriseSpelt(key)).toBeGreaterThan(5.2);
  });

  test('tells words from random text', () => {
    for (const words of ['configuration', 'applicationContext', 'my-secret-name', 'access_token', 'getUserPassword']) {
      expect(surprise(words), words).toBeLessThan(4.7);
    }
    for (const random of [key, hex, ['xkqzj', 'vbnwtpl'].join(''), ['q8Zt', '1LmXw0'].join('')]) {
      expect(surprise(random), random).toBeGreaterThan(4.7);
    }
  });
});

test('a long value of any shape costs little', () => {
  const long = ['(', 'a1', 'a.', 'a-', '-', 'aA9', '({['].map(
    (unit) => `password="${unit.repeat(500 / unit.length)}!" `,
  );
  const text = long.join('').repeat(100);
  const before = performance.now();
  values(text, 'app.js');
  // A fifth of a millisecond each would still be far too slow, and a slow machine ten times faster than that.
  expect(performance.now() - before).toBeLessThan(long.length * 100 * 0.2 + 100);
});

test('any bytes give spans inside, never an error, and always the same', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'password',
      '?',
      'x.svg?',
      '//',
      ' = "',
      "'",
      ': ',
      '\n',
      'token=',
      '<secret>',
      '</',
      '--',
      '\\"',
      '${',
      'é',
    ),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), fc.constantFrom('a.js', 'a.yaml', 'a.md', 'a'), (pieces, path) => {
      // A buffer of its own: with a shared one, what lies before and behind it could be read unnoticed.
      const bytes = new Uint8Array(Buffer.from(pieces.join('')));
      const hits = Uint32Array.from(findKeywords(bytes, GENERIC_KEYWORDS).map(([offset]) => offset));
      const found = findGeneric({ bytes, hits, path });
      for (const { start, end } of found) expect(start >= 0 && start < end && end <= bytes.length).toBe(true);
      expect(findGeneric({ bytes, hits, path })).toEqual(found);
    }),
    { numRuns: 5000 },
  );
});
