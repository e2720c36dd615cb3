/** Why the service did not do something: its own words are English, and stand behind. */

import type { Catalogue } from "../../strings";

const KINDS: Readonly<Record<number, string>> = {
  401: "需要带密钥的链接",
  403: "不允许",
  404: "没有找到",
  409: "现在无法这样做",
  410: "链接已失效",
  413: "内容太大",
  422: "填写有误",
  500: "Coldframe 内部错误",
  503: "暂时无法处理",
};

export const refused: Catalogue["refused"] = (status, why) => `${KINDS[status] ?? `错误 ${status}`}（${why}）`;
