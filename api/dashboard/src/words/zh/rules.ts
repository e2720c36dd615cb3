/** The words about the rules of places, products and lots. */

import type { Catalogue } from "../../strings";

export const rules: Catalogue["rules"] = {
  heading: "规则",
  show: {
    place: (recipe) => `监测所用的全部数值（方案：${recipe}）`,
    product: (name) => `判断${name}批次所用的全部数值`,
    lot: (name) => `判断${name}所用的全部数值`,
  },
  hint: "改一个数值，看看它会报什么，再保存。",
  own: (value) => (value === null ? "在此设定" : `在此设定；否则为 ${value}`),
  reset: "不填：不另设数值",
  absent: "还可以设定的数值",
  by: "您的名字",
  why: "为什么（其他人会看到）",
  preview: "看看最近 30 天会报什么",
  looking: "正在重演 30 天…",
  save: "保存规则",
  saved: "已保存，从现在起生效。",
  unchanged: "还没有改动。",
  counts: (present, changed) => `现在：${present} 次警报。改动后：${changed} 次警报。`,
  gone: (what, when) => `不再报：${what}，${when}`,
  added: (what, when) => `新增：${what}，${when}`,
  same: "警报相同，时间可能不同。",
  changedBy: (path, value, by, when) => `${path}：${value}，${by}，${when}`,
  asRecipe: "不另设数值",
};
