/** The words of the pages about products. */

import type { Catalogue } from "../../strings";

export const products: Catalogue["products"] = {
  heading: "产品",
  link: "产品：能保鲜多久，依据是什么",
  back: "产品",
  search: "搜索，可用中文、英文或拉丁学名",
  count: (shown, all) => (shown === all ? `${all} 种产品` : `${all} 种产品中的 ${shown} 种`),
  none: "没有名称相符的产品。",
  loading: "正在加载…",
  failed: (why) => `无法加载：${why}`,
  unknown: "没有这种产品。",

  origins: {
    shipped: "Coldframe 自带",
    file: "来自您自己的文件",
    people: "由这里的人设定",
  },
  saidBy: (who, when) => `由 ${who} 设定，${when}`,
  beneath: "被替换的数值仍保留，可以恢复。",

  life: "新鲜货物能放多久",
  chart: (name) => `${name}的货架期随温度的变化，以及五分之三落入的范围`,
  temperature: (unit) => `货温，${unit}`,
  days: "天",
  at: "温度",
  median: "半数能保持",
  careful: "五分之四能保持",
  hopeful: "五分之一能保持",
  planned: "计划",
  extrapolated: "超出已观察范围",

  tables: {
    life: "货架期",
    kinetics: "动力学",
    limits: "警报依据的限值",
    storage: "贮藏",
    freezing: "冻结",
    chilling: "冷害",
    observed_life: "实际观察到的货架期",
    respiration: "呼吸",
    legal: "法规",
    label_alarm: "标签警报",
    buyer: "买家",
    packaging: "各种包装相对空气的滞后",
  },
  range: (low, high) => `${low} 至 ${high}`,
  sources: "来源",

  changes: "谁改过",
  changed: "改过",
  tookBack: "恢复了原值",
  how: "程序用 PUT /api/v1/products 更改产品，用 DELETE 恢复。",
  change: "更改一个数值",
  changeHint: "立即生效，在途批次也适用；作为您自己的选择，理由列在旁边。什么都不会丢失，可以恢复。",
  which: "哪个数值",
  newValue: (unit) => (unit === "" ? "新的数值" : `新的数值，${unit}`),
  why: "为什么，或依据什么",
  save: "生效",
  takeBack: "恢复这里改过的全部数值",
};
