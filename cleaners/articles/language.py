"""What is known of Chinese prose without a dictionary: characters that begin paragraphs, words that say nothing.

Measured over some 7,700 paragraphs of web articles of two kinds and rounded; what only one kind shows is left out.
"""

# Log ratio of a character's share among first characters of paragraphs to its share inside sentences; characters
# that say nothing are left out.
_STEPS = {
    -2: "的个者们了行件理时程机户务码入员器部性息些取化及权果间型种络得限度示置响究式次题持级司子求位着没吗呢吧么",
    -1: (
        "是用和过到数于进分出业后制工提代系地面定统内设开重管任存等解序生特复量体服表计并合力点供标备类包处常控保组构期影路"
        "告身导里访认况展项案区场议字交手决片规流集口心源何录率版增载续升令样政端显共识节容造变际境院参站操织放给带核采段失教"
        "少消始态线话做视装头快断义授送校达策领队责充选速胁师助己协享论措约款预言止低职键细块必花景质频负审色售状离照费州"
    ),
    1: "对据实其经目与受报而他比事正未基日各请每再换举按她截坚您既综冬夏春秋",
    2: "在本这此我该小如当由然从第近因首总除那今尽随另虽但",
}
_STEP = {c: step for step, characters in _STEPS.items() for c in characters}

# Characters whose words tell nothing of a subject: particles, pronouns, numerals, units of time.
FUNCTION = frozenset(
    "的一是在了和与及或有为以于等对将被从到也都就还而并但其这那我他她它们个之上下中不没可能会要更很最多来去把让使给向着过得"
    "地所者又再只才已曾每各该此某二三四五六七八九十两几第年月日时"
)
# Pairs that stand in articles on any subject.
_COMMON = (
    "进行 安全 提供 技术 信息 发现 数据 影响 发布 服务 用户 相关 网络 情况 问题 管理 表示 企业 任何 工作 导致 "
    "平台 实现 如果 公司 自己 目前 产品 方式 分析 解决 研究 包括 直接 支持 人员 建议 方面 应用 关注 部分 工具 "
    "根据 活动 程序 开始 成功 目标 介绍 学习 负责 方案 操作 国家 风险 环境 发展 什么 出现 显示 处理 造成 选择 "
    "范围 报告 组织 严重 控制 关键 继续 基础 结果 升级 措施 国内 提升 知道 全球 无法 行业 完成 大家 联系 提高 "
    "标准 实际 知识 非常 政府 完全 设计 具体 责任 资源 分别 注意 世界 虽然 帮助 公众 期间 团队 必须 持续 计算 "
    "简单 消息 基本 保护 机构 进入 结合 专业 大量 互联 自动 特别 北京 内部 希望 微信 快速 检查 例如 覆盖 领域 "
    "部门 计划 增加 当前 甚至 决定 位置 积极 产生 传播 需求 仍然 资料 接受 识别 模式 全面 代表 重点 随后 指出 "
    "机制 原因 比较 广泛 深入 限制 采用 关系 尝试 交流 重新 正常 怎么 全部 明显 场景 本次 数量 开启 创新 实验 "
    "确定 避免 说明 发生 行动 系列 确认 调查 规模 比如 阶段 长期 供应 图片 展示 拒绝 准备 建立 解释 共同 提出 "
    "采取 实施 无论 恢复 传统 维护 开放 美元 确实 特殊 移动 按照 通知 建设 单位 策略 重大 空间 推出 商业 高级 "
    "防止 满足 实践 引发 保持 保障 价值 意识 区域 公共 减少 集团 努力 结构 合作 稳定 面临 体系 严格 大型 保证 "
    "增强 质量 主动 合法 效果 历史 改变 同样 优化 至少 手段 培训 提醒 新增 组成 结束 变化 优秀 研发 "
)
COMMON = frozenset(_COMMON.split())


def beginning(text: str) -> int:
    """From -2 (this text goes on with a sentence, as far as its first character tells) to 2 (it begins one)."""
    return _STEP.get(text[:1], 0)


def tells_subject(pair: str) -> bool:
    """The two characters belong to a word that may tell what a text is about."""
    return pair not in COMMON and pair[0] not in FUNCTION and pair[1] not in FUNCTION
