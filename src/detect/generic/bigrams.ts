// Made by scripts/build-bigrams.mjs; do not edit.
// From ajv 8.20.0, fast-check 4.10.2, isomorphic-git 1.44.17, re2js 2.10.0, typescript 6.0.3, vitest 4.1.12, yaml 2.9.1, yargs 18.2.0, zod 4.6.7.

/** Rows: the character before; columns: the character after; both in this order, `_` standing for a boundary. */
export const SYMBOLS = '_abcdefghijklmnopqrstuvwxyz0123456789';

/** Surprise in quarter bits as a letter, `A` for none. */
export const BIGRAMS = [
  'zQTOSRSWXPZ[USTTRdROQSWVd`Xc_aefggiih',
  'UcURUg]VgUf\\LTOgSmLPLW]a]Vfmjlmmoklii',
  'RSLMSPWUWSS[Q[YTZYWXZU]][Y^^_`_ab````',
  'SPPTZN^[MV`SSaeKadU^NUfe`^dighiegkhjj',
  'IRSVTI\\^bO^bYZ]T\\fYTYT\\ed]ihlakjjjhij',
  'KUZRPXT[e\\dcWTO]W[LNRd[]S[ingjomqdqps',
  'MNR[]RR`bJaeTb\\NfhRXVQggkVjhchgghkh`i',
  'HXRV[J]WUOdcV[UWacVUUTbcgcggegjfokoab',
  'KLSZ]I^a]O_e_[aN`fT[RZbfmcejihihpjlyl',
  'ZXXRQVUUmcgaRRIOXeVPNiWp^oYxstxwzzusq',
  'QUMUZJ[^XTX]]fYSbgaIXWYWdlcihlZjirgbb',
  'KURV[HZZ\\Pc\\ZXTX\\dXOYZ_^fcefiikhiueke',
  'MOX^WJ^cfMgbOafP[k_TRQYblTpqmlrvuuurs',
  'OJR]_JddgNehYUbPNmbTbVgkpcjupuztqourr',
  'LQ]PPPYNdTe\\\\_[R[naOLVZgp\\npomtztrzwz',
  'V^UUO`V[jZ^\\TQJWRrKUTSXUfjhuqtzpxrvzz',
  'PLY]^Kci^UldPcfMTkLVPU]li[orkmtqzttvp',
  'OaKTXX^Z_[]c^_bbaV[_`E`bedahehnnh[cnd',
  'MO]WXJ]YhOn][VVN]tQRPV\\coYryuutzzxtqz',
  'HW_RbL_fVRl^^]^SWl`RLTd_oYqurftrktzzx',
  'JP_W^L^kPMng]^_RZoPSWWeccRowiqezpgrfz',
  'ZUUUWOZ[hQlhMQL_TjNPP[gmnliX\\agvsxzsx',
  'UIU[`GcabMejd_fThjf_eadepfkkbdiVgVear',
  'MMUW\\Oc`PKfgW`QOaeRTY_eUfegikmjojoooo',
  'KUUQZR_b`Pab^_bYIid\\Kfec_]g^``bf^d`fg',
  'FWUV[Y``dYjc[WQWKqYRXfaVkaefiniqxhqpt',
  'XTPY[Kch_Sh`ce^E^am`cbfbbXX`hkmekgkqb',
  'JVQUVWXagcggf_`\\c`hdelc`S]dJSPUWXWWWV',
  'K[RUY[V\\\\`j^__ahbhnafenhen`NQOTTSMUUS',
  'IURXU[]]_^Y^a`__[na_]_hnhbaLSSSUSTWTV',
  'KUQTUYX^]_\\]\\`_eb]lba`^^hldRRMTSSSUSS',
  'FWQUYZZ]\\\\_d\\egmZg^cgRgde_dSUVWVWWTTW',
  'IWPSUXSXdjdd^\\`dffjj_dZd]j_QUTSURRUUT',
  'HWTWWWX^[_\\cc]ge]m``[mgegmmUUTWIWWVWW',
  'JXNRTUR\\W]`_[Y^Y`jjj\\_cj_j_TUTWRSUTTT',
  'IQPRWXTZY[k[e\\Ye[eYXeabeae]QUTTTTTYTU',
  'ITPUTUWd_j]Y]^jda]SZ^ad]ddYTVTUUSRURT',
];
