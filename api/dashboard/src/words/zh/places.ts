/** The words of a place, of all places, and of the small print. */

import type { Catalogue } from "../../strings";

export const places: Catalogue["places"] = {
  heading: "场所",
  none: "还没有设置场所。",
  noneHint: "请把地点和场所写入文件，再用 “coldframe apply” 导入。已在发送数据的设备会在收件箱中等候。",
  noSensor: "还没有读数",
  noReading: "还没有读数",
  allowed: "允许范围",
  between: (low, high) => `${low} 至 ${high}`,
  atMost: (high) => `最高 ${high}`,
  atLeast: (low) => `最低 ${low}`,
  ago: (length) => `${length}前`,
  outOfBand: "超限",
  lots: (count) => `这里有 ${count} 个批次`,
};

export const place: Catalogue["place"] = {
  back: "农场",
  ranges: { day: "24 小时", week: "7 天", month: "30 天" },
  rangeLabel: "曲线的时段",
  quantityLabel: "曲线显示什么",
  chartLabel: (quantity, range) => `${quantity}曲线，${range}`,
  highest: (value, clock) => `最高 ${value}，${clock}`,
  lowest: (value, clock) => `最低 ${value}，${clock}`,
  loading: "正在加载曲线…",
  failed: (why) => `曲线无法加载：${why}`,
  oldChart: "无连接：曲线无法更新。",
  noPoints: "这段时间没有读数。",
  legend: "曲线上的标记",
  limitLine: "限值",
  latest: "最新值",
  columns: { what: "项目", value: "数值", age: "多久以前" },
  devices: "设备",
  deviceStates: { silent: "无数据", inbox: "在收件箱中" },
  heard: (age) => `${age}前收到数据`,
  lastHeard: (age) => `最后收到数据在 ${age}前`,
  neverHeard: "从未收到数据",
  alerts: "这里的警报",
  noAlerts: "这里没有已知的警报。",
  lots: "这里的批次",
  unknown: "没有这个场所。",
};

export const foot: Catalogue["foot"] = {
  heading: "系统信息",
  gateways: "网关",
  noGateways: "还没有收到任何网关的数据。",
  heard: (age) => `${age}前收到数据`,
  never: "从未收到数据",
  journal: "日志",
  senders: "警报发送渠道",
  carried: (clock) => `${clock} 曾送达`,
  neverCarried: "还没有用过",
  broker: "与消息服务器的连接",
  up: "已连接",
  down: "未连接",
  dropped: (count) => `；因空间不足丢弃了 ${count} 条消息`,
  zone: (zone) => `时间为 ${zone} 时区`,
  docs: "供程序使用：/docs",
};
