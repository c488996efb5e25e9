/** Values that stand in for a secret: documentation, templates, defaults that nobody runs in production. */

/** Whole values, folded to lower case without separators. */
const WORDS = new Set(
  (
    'password passwd pass pwd secret token key apikey user username admin root test example sample demo dummy fake foo ' +
    'bar baz changeme changeit replaceme placeholder none null nil undefined true false todo tbd string value default ' +
    'mypassword mysecret yourpassword yoursecret yourtoken yourkey secretpassword userpassword dbpassword postgres ' +
    'mysql redis guest hidden redacted masked removed xxx abc empty credentials pw letmein passphrase tiger ' +
    'mypass mypasswd userpass dbpass secretpass thepassword supersecret topsecret asdf qwerty qux quux hello word'
  ).split(' '),
);

/** Parts that only a stand-in has; among them those of keys that AWS, GitHub and Stripe show in their documentation. */
const TELLING =
  /example|fixme|foobar|K7MDENG|16C7e42F292c69|4eC39HqLyjWDarjt|changeme|change[-_]?it|replace|placeholder|dummy|redacted|your[-_]|insert[-_]|some[-_]?secret|<[^<>]{0,60}>|<\w+$|\{\{|\$\{|\$\(\w|%\(\w|\.\.\.|\*\*\*|xxxx|#\{/i;

/** `dbpassword`, `proxypass`: what it is for, and that it is one. */
const OWN = /^[a-z]{2,8}(password|passwd|pwd)$/;

/** Typed along the row of digits. */
const COUNTED = /0123456789|1234567890/;

/** True for a word or template in place of a secret, and for one character repeated. */
export function isPlaceholder(value: string): boolean {
  const folded = value.toLowerCase().replace(/[-_\s.]|\d+$/g, '');
  return WORDS.has(folded) || OWN.test(value) || COUNTED.test(value) || isStandIn(value);
}

/** The same without the words: in a file that is there for credentials people do write `password` and `admin123`. */
export function isStandIn(value: string): boolean {
  return TELLING.test(value) || isTemplate(value) || /^(.)\1*$/.test(value) || !/[^-_\s.\d]/.test(value);
}

export function isNotPlaceholder(value: string): boolean {
  return !isPlaceholder(value);
}

export function isNotStandIn(value: string): boolean {
  return !isStandIn(value);
}

/** A reference to a variable in some language: `$NAME`, `"$NAME"` within quotes of another kind, `.Values.name`, `%s`, `%NAME%`, `@name@`, `:name`, `[NAME]`. */
function isTemplate(value: string): boolean {
  return /^(["']?\$\w+["']?|\.Values\.[\w.]+|%\w+%?|@\w+@|:\w+|\[[^\]]*\]|\{[^}]*\}|__\w+__)$/.test(value);
}
