"""Ways to say the same figures, in our own words after the manner of real reports; and near misses, which
speak of something else that is counted alike.

`{new}` … stand for figures, `{own}` 我县, `{whole}` 全县, `{unit}` the body's name, `{year}`, `{last}`, `{next}` years,
`{c}` the word files are counted by. Every key of a template that names a figure can be falsified; what is
written `{=key}` is only repeated from the sentence itself.
"""

from __future__ import annotations

RECEIVED = (
    "{year}年，{own}共收到政府信息公开申请{new}{c}。",
    "全年新收政府信息公开申请{new}{c}，均按程序登记。",
    "{own}本年度受理依申请公开{new}{c}。",
    "{year}年度共接收政府信息公开申请{new}{c}，申请内容以征地拆迁、城市建设为主。",
    "（二）依申请公开情况。规范办理流程，压实承办责任。{year}年收到申请{new}{c}，全部按期登记。",
    "年内{unit}接到公民、法人和其他组织提出的政府信息公开申请共{new}{c}。",
    "本年新收到依申请公开政府信息{new}{c}。",
    "{whole}行政机关受理政府信息公开申请总量为{new}{c}。",
    "据统计，{year}年{own}登记办理渠道收到信息公开申请{new}{c}，较上年增加3{c}。",
    "今年以来，共受理{new}{c}政府信息公开申请。",
)
RECEIVED_ALL = (
    "{year}年，{own}共收到政府信息公开申请{both}{c}（含上年结转）。",
    "连同上年结转，全年共受理政府信息公开申请{both}{c}。",
)
FLOW = (
    "全年新收政府信息公开申请{new}{c}，上年结转{old}{c}，办结{done}{c}，结转下年度继续办理{left}{c}。",
    "{year}年，{own}收到政府信息公开申请{new}{c}，答复{done}{c}（含上年度结转{old}{c}，另有{left}{c}顺延到下年度答复）。",
    "共收到依申请公开{new}{c}，{last}年结转{old}{c}，已办结{done}{c}，{left}{c}结转到{next}年度继续办理。",
    "本年度新收申请{new}{c}，加上上年度结转的{old}{c}，共办结{done}{c}，转下年办理{left}{c}。",
    "受理政府信息公开申请{new}{c}、上年结转{old}{c}，全年办结{done}{c}、结转下一年度{left}{c}。",
    "{whole}全年新接收政府信息公开申请{new}{c}，结转上年{old}{c}；已答复{done}{c}，结转至下一年度办理{left}{c}。",
    "{own}{year}年共受理申请人提出的政府信息公开申请{new}{c}，承接上年度结转申请{old}{c}，办理完毕{done}{c}，延至下年度答复{left}{c}。",
    "政府信息公开申请新收{new}{c}，上年结转{old}{c}，答复办结{done}{c}，其余{left}{c}结转下年继续办理。",
    "全年收到申请公开政府信息{new}{c}，上年未办结转入{old}{c}，答复{done}{c}，顺延至下年度{left}{c}，无一逾期。",
)
CONCLUDED = (
    "全年共办结政府信息公开申请{done}{c}。",
    "{year}年，{own}答复政府信息公开申请{done}{c}，均在法定期限内作出。",
    "{whole}共办理完毕依申请公开事项{done}{c}。",
    "依法依规答复信息公开申请{done}{c}。",
    "本年度已办结依申请公开{done}{c}，未出现超期情形。",
    "{own}按规定程序办结{done}{c}政府信息公开申请。",
    "年内完成答复政府信息公开申请{done}{c}。",
    "对收到的政府信息公开申请，全年累计答复{done}{c}。",
)
CARRIED = (
    "截至年底，结转下年度继续办理的政府信息公开申请{left}{c}。",
    "另有{left}{c}政府信息公开申请结转{next}年办理。",
    "政府信息公开申请中有{left}{c}顺延至下年度答复。",
    "结转下一年度继续办理依申请公开{left}{c}。",
    "尚有政府信息公开申请{left}{c}转入下年度办理。",
    "结转至{next}年度办理的依申请公开件{left}{c}。",
    "政府信息公开申请结转下年{left}{c}。",
    "跨年度办理的政府信息公开申请，结转到下一年度{left}{c}。",
)
BROUGHT = (
    "上年结转政府信息公开申请{old}{c}。",
    "{last}年结转至本年度办理的政府信息公开申请{old}{c}。",
    "上年度结转依申请公开{old}{c}，均已优先办理。",
    "承接上一年度结转的政府信息公开申请{old}{c}。",
    "办理上年结转的信息公开申请{old}{c}。",
    "政府信息公开申请上年度未办结转入{old}{c}。",
    "年初有上年度结转的政府信息公开申请{old}{c}。",
    "上一年度结转申请{old}{c}，涉及依申请公开的均按期答复。",
)
OUTCOMES = (
    "全年办结政府信息公开申请{=done}{c}，其中予以公开{granted}{c}、部分公开{partly}{c}、不予公开{refused}{c}、无法提供{unavailable}{c}、不予处理{not_processed}{c}、其他处理{otherwise}{c}。",
    "答复政府信息公开申请{=done}{c}。予以公开{granted}{c}，部分公开{partly}{c}，不予公开{refused}{c}，无法提供{unavailable}{c}，不予处理{not_processed}{c}，其他处理{otherwise}{c}。",
    "已办结的依申请公开{=done}{c}中，予以公开及部分公开{public}{c}；不予公开{refused}{c}；因本机关不掌握等原因无法提供{unavailable}{c}；不予处理{not_processed}{c}；其他处理{otherwise}{c}。",
    "从办理结果看，政府信息公开申请予以公开的{granted}{c}，作区分处理部分公开的{partly}{c}，依法不予公开的{refused}{c}，无法提供的{unavailable}{c}，不予处理的{not_processed}{c}，作其他处理的{otherwise}{c}。",
    "办理结果为：信息公开申请予以公开{granted}{c}，占{granted_of_done}%；部分公开{partly}{c}；不予公开{refused}{c}；无法提供{unavailable}{c}；不予处理{not_processed}{c}；其他处理{otherwise}{c}。",
    "政府信息公开申请的答复类型包括：予以公开{granted}{c}、部分公开{partly}{c}、不予公开{refused}{c}、无法提供{unavailable}{c}、不予处理{not_processed}{c}以及其他处理{otherwise}{c}。",
    "依申请公开办结{=done}{c}（予以公开{granted}{c}，部分公开{partly}{c}，不予公开{refused}{c}，无法提供{unavailable}{c}，不予处理{not_processed}{c}，其他处理{otherwise}{c}）。",
    "对{=done}{c}政府信息公开申请作出答复，分别为予以公开{granted}{c}，部分公开{partly}{c}，不予公开{refused}{c}，无法提供{unavailable}{c}，不予处理{not_processed}{c}，其他处理{otherwise}{c}。",
)
SOME_OUTCOMES = (
    "政府信息公开申请中，予以公开{granted}{c}，部分公开{partly}{c}。",
    "依申请公开件依法不予公开{refused}{c}。",
    "政府信息公开申请因本机关不掌握等情形无法提供{unavailable}{c}。",
    "信访举报投诉类等不予处理的政府信息公开申请{not_processed}{c}。",
    "政府信息公开申请同意公开或部分公开的共{public}{c}。",
    "依申请公开答复中，{granted}{c}予以公开，{refused}{c}不予公开。",
    "政府信息公开申请作出不予公开决定的有{refused}{c}，作出不予处理告知的有{not_processed}{c}。",
    "依申请公开告知信息无法提供的{unavailable}{c}。",
)
APPLICANTS = (
    "全年新收政府信息公开申请{=new}{c}，其中自然人申请{people}{c}，法人或其他组织申请{bodies}{c}。",
    "收到政府信息公开申请{=new}{c}（自然人{people}{c}、法人或其他组织{bodies}{c}）。",
    "从申请主体看，政府信息公开申请中自然人提出{people}{c}，法人和其他组织提出{bodies}{c}。",
    "本年新收依申请公开{=new}{c}，自然人{people}{c}、法人或者其他组织{bodies}{c}。",
    "政府信息公开申请来自自然人的{people}{c}，来自法人或其他组织的{bodies}{c}。",
    "受理政府信息公开申请{=new}{c}，按申请人分，自然人{people}{c}，法人或其他组织{bodies}{c}。",
    "依申请公开申请人为自然人的{people}{c}，为法人或其他组织的{bodies}{c}。",
    "新收信息公开申请{=new}{c}，自然人申请{people}{c}，占{people_of_new}%。",
)
NO_REQUESTS = (
    "{year}年，{own}未收到政府信息公开申请。",
    "全年没有收到任何公民、法人和其他组织提出的政府信息公开申请。",
    "本年度未接到依申请公开政府信息的申请。",
    "{own}暂未收到依申请公开事项。",
    "{year}年度无依申请公开。",
    "截至年底，未有依申请公开情况。",
    "本年度未受理政府信息公开申请，无上年结转。",
    "全年收到政府信息公开申请0件。",
    "依申请公开方面，{year}年未收到任何形式的信息公开申请。",
)
REVIEWS = (
    "全年因政府信息公开引发行政复议{again}{c}、行政诉讼{suits}{c}。",
    "因政府信息公开工作被申请行政复议{again}{c}，被提起行政诉讼{suits}{c}。",
    "{year}年，政府信息公开类行政复议{again}{c}，诉讼{suits}{c}。",
    "{own}发生政府信息公开行政复议案件{again}{c}，行政诉讼案件{suits}{c}。",
    "涉及政府信息公开的行政复议共{again}{c}；行政诉讼共{suits}{c}。",
    "政府信息公开申请引起的行政复议{again}{c}，行政诉讼{suits}{c}。",
    "本年度共有{again}{c}政府信息公开行政复议、{suits}{c}政府信息公开行政诉讼。",
    "当年政府信息公开行政复议数为{again}{c}，行政诉讼数为{suits}{c}。",
)
RECONSIDERATIONS = (
    "政府信息公开行政复议{=again}{c}，其中结果维持{again_upheld}{c}，结果纠正{again_corrected}{c}，其他结果{again_other}{c}，尚未审结{again_pending}{c}。",
    "被申请行政复议{=again}{c}：结果维持{again_upheld}{c}、结果纠正{again_corrected}{c}、其他结果{again_other}{c}、尚未审结{again_pending}{c}。",
    "信息公开行政复议案件{=again}{c}，维持{again_upheld}{c}，纠正{again_corrected}{c}，其他结果{again_other}{c}，正在审理{again_pending}{c}。",
    "行政复议{=again}{c}（维持{again_upheld}{c}，纠正{again_corrected}{c}，其他{again_other}{c}，尚未审结{again_pending}{c}）。",
    "因信息公开被申请行政复议{=again}{c}，复议机关作出维持决定{again_upheld}{c}，作出纠正决定{again_corrected}{c}，其他结果{again_other}{c}，未审结{again_pending}{c}。",
    "行政复议共{=again}{c}，复议结果维持的{again_upheld}{c}，结果纠正的{again_corrected}{c}，其他结果的{again_other}{c}，尚未审结的{again_pending}{c}。",
    "引发行政复议{=again}{c}，其中{again_upheld}{c}维持，{again_corrected}{c}被纠正，{again_pending}{c}尚未审结。",
    "行政复议案件{=again}{c}，结果维持{again_upheld}{c}，结果纠正{again_corrected}{c}。",
)
SUITS = (
    "政府信息公开行政诉讼{=suits}{c}，其中结果维持{suits_upheld}{c}，结果纠正{suits_corrected}{c}，其他结果{suits_other}{c}，尚未审结{suits_pending}{c}。",
    "被提起行政诉讼{=suits}{c}，未经复议直接起诉{direct}{c}，复议后起诉{after}{c}。",
    "行政诉讼案件{=suits}{c}：维持{suits_upheld}{c}，纠正{suits_corrected}{c}，其他结果{suits_other}{c}，正在审理{suits_pending}{c}。",
    "信息公开行政诉讼{=suits}{c}，尚未审结{suits_pending}{c}。",
    "因政府信息公开被提起行政诉讼{=suits}{c}（直接起诉{direct}{c}、复议后起诉{after}{c}）。",
    "行政诉讼共{=suits}{c}，结果维持的{suits_upheld}{c}，结果纠正的{suits_corrected}{c}，其他结果的{suits_other}{c}，尚未审结的{suits_pending}{c}。",
    "发生行政诉讼{=suits}{c}，法院判决结果维持{suits_upheld}{c}、结果纠正{suits_corrected}{c}。",
    "行政诉讼方面，全年{=suits}{c}，其中复议后起诉{after}{c}。",
)
NO_REVIEWS = (
    "{year}年，未发生因政府信息公开引起的行政复议、行政诉讼案件。",
    "全年没有发生针对政府信息公开工作的行政复议和行政诉讼。",
    "未出现因政府信息公开被申请行政复议、提起行政诉讼的情况。",
    "{own}政府信息公开行政复议、行政诉讼均为0件。",
    "无因政府信息公开工作被申请行政复议或提起行政诉讼的情况。",
    "本年度行政复议、行政诉讼均未发生。",
    "未收到涉及政府信息公开的行政复议申请，未发生行政诉讼。",
    "政府信息公开行政复议0件，行政诉讼0件。",
)
DOCUMENTS_2021 = (
    "全年制发行政规范性文件{issued}件，废止{repealed}件，现行有效{in_force}件。",
    "{year}年，{own}制定出台行政规范性文件{issued}件。",
    "新制定行政规范性文件{issued}件，废止{repealed}件。",
    "{whole}现行有效行政规范性文件{in_force}件。",
    "印发规范性文件{issued}件，宣布废止规范性文件{repealed}件，继续有效的{in_force}件。",
    "本年制发行政规范性文件{issued}份，均同步公开解读。",
    "年内出台{issued}件行政规范性文件，废止{repealed}件行政规范性文件。",
    "新增公开行政规范性文件{issued}件，目前现行有效{in_force}件。",
)
DOCUMENTS_2019 = (
    "全年新制作规范性文件{made}件，新公开{shown}件。",
    "{year}年，{own}制发规范性文件{made}件。",
    "新公开规范性文件{shown}件，对外公开总数达{total_shown}件。",
    "{own}主动公开规范性文件{shown}件。",
    "印发规范性文件{made}件，公开规范性文件{shown}件。",
    "制定规范性文件{made}件，均已上网。",
    "{year}年制定规范性文件{made}件，公开{shown}件。",
    "新制定行政规范性文件{made}件，公布{shown}件。",
)
DECISIONS = (
    "全年作出行政许可决定{licences}件，行政处罚决定{penalties}件，行政强制决定{forced}件。",
    "{year}年办理行政许可{licences}件、行政处罚{penalties}件、行政强制{forced}件。",
    "{whole}共作出{licences}件行政许可决定。",
    "行政许可{licences}件，行政处罚{penalties}件，行政强制{forced}件，均按规定公开。",
    "实施行政处罚{penalties}件，实施行政强制{forced}件。",
    "本年度作出行政许可{licences}宗，作出行政处罚{penalties}宗。",
    "全年行政处罚{penalties}起，行政强制{forced}起。",
    "依法作出行政处罚决定{penalties}件。",
)
FEES = (
    "{year}年，{own}依据《政府信息公开信息处理费管理办法》收取信息处理费{fee}元。",
    "本年度共收取政府信息公开信息处理费{fee}元。",
    "全年发出收费通知2件，收取信息处理费{fee}元。",
    "信息处理费收取情况：全年收取信息处理费{fee}元，已全额上缴国库。",
    "按件计收信息处理费，合计{fee}元。",
    "{own}收取信息处理费共计{fee}元。",
    "依法收取信息处理费{fee}元，无减免情形。",
    "本年度收取信息处理费金额为{fee}元。",
)
NO_FEES = (
    "{year}年，{own}未收取信息处理费。",
    "本年度没有向申请人收取任何费用。",
    "全年未产生信息处理费。",
    "本机关未收取政府信息公开信息处理费。",
    "办理政府信息公开申请均未收费。",
    "{year}年无信息处理费收取情况。",
    "信息处理费为0元。",
    "本年度不存在收取信息处理费的情况。",
)
RATES = (
    "全年收到政府信息公开申请{=both}{c}，办结{=done}{c}，办结率{rate}%。",
    "受理政府信息公开申请{=both}{c}，已答复{=done}{c}，答复率为{rate}%。",
    "政府信息公开申请应办{=both}{c}，实际办结{=done}{c}，办结率达{rate}%。",
    "共受理依申请公开{=both}{c}，办结{=done}{c}，办结率{rate}%，群众满意度较高。",
    "收到信息公开申请{=both}{c}，答复{=done}{c}，答复率{rate}%。",
    "受理申请公开政府信息{=both}{c}，答复{=done}{c}，办理答复率{rate}%。",
    "处理政府信息公开申请共受理{=both}{c}，办结{=done}{c}，办结率为{rate}%。",
    "政府信息公开申请受理{=both}{c}，办结{=done}{c}，办结率约{rate}%。",
)
SHARES = (
    "办结的{=done}{c}政府信息公开申请中，予以公开{=granted}{c}，占{granted_of_done}%。",
    "答复政府信息公开申请{=done}{c}，其中予以公开{=granted}{c}，占比{granted_of_done}%；不予公开{=refused}{c}，占比{refused_of_done}%。",
    "政府信息公开申请予以公开的占{granted_of_done}%、不予公开的占{refused_of_done}%、无法提供的占{unavailable_of_done}%。",
    "答复信息公开申请{=done}{c}，不予公开{=refused}{c}，占答复总数的{refused_of_done}%。",
    "依申请公开中，无法提供{=unavailable}{c}，占{unavailable_of_done}%。",
    "从申请人看，政府信息公开申请中自然人申请占{people_of_new}%。",
    "新收政府信息公开申请{=new}{c}，自然人申请{=people}{c}，约占{people_of_new}%。",
    "办结政府信息公开申请{=done}{c}，予以公开{=granted}{c}（占{granted_of_done}%）。",
)
# Lists of published information: name of the total, and how the parts are joined.
LISTS = (
    "{year}年，{own}主动公开政府信息{n}条，其中：{parts}。",
    "全年主动公开政府信息共{n}条，包括{parts}。",
    "{own}公开政府信息{n}条：{parts}。",
    "主动公开各类政府信息总数{n}条，分别为{parts}。",
    "{year}年{whole}共制作发布信息{n}条，其中{parts}。",
    "通过政府网站公开信息{n}条。其中，{parts}。",
    "发布政府信息{n}条（其中{parts}）。",
    "全年共发布政务信息{n}条，按类别分：{parts}。",
    "政府门户网站共发布信息{n}条，其中：{parts}。",
)
PART_NAMES = (
    "机构职能类", "政策文件类", "规划计划类", "政务动态类", "财政预决算类", "行政执法类", "重大项目类", "社会公益类",
    "公示公告类", "民生领域", "乡村振兴", "安全生产", "应急管理", "教育医疗", "社会救助", "环境保护",
)  # fmt: skip
CHANNELS = (
    "政府网站公开{0}条",
    "政务微信公开{0}条",
    "政务微博公开{0}条",
    "政府公报公开{0}条",
    "其他方式公开{0}条",
)
GROWTHS = (
    "{year}年举办培训{now}次，比{last}年的{before}次增长{growth}%。",
    "政务新媒体发布信息由{last}年的{before}条增至{now}条，增长{growth}%。",
    "解读材料由上年的{before}篇增加到{now}篇，增长{growth}%。",
    "政府网站发布信息由{last}年{before}条增加至{year}年{now}条，增幅{growth}%。",
    "在线访谈由上年{before}期增加到{now}期，同比增长{growth}%。",
    "回应留言由上年的{before}条上升到{now}条，增长{growth}%。",
    "意见征集由{last}年的{before}次提高到{now}次，增长{growth}%。",
    "政策解读由上年的{before}篇上升至{now}篇，上升{growth}%。",
)
# F2014 -------------------------------------------------------------------------------------------
STATISTICS = {
    "disclosed": (
        "{year}年，{own}共主动公开政府信息{disclosed}条。", "全年主动公开政府信息{disclosed}条，内容涵盖机构职能、财政资金等方面。",
        "{own}主动发布政府信息{disclosed}条。", "本年度主动公开政府信息总数为{disclosed}条。", "年内累计主动公开政府信息{disclosed}条。",
        "{whole}共公开政府信息{disclosed}条。", "截至年底，{own}主动公开各类政府信息共计{disclosed}条。", "{year}年度主动公开政务信息{disclosed}条。",
    ),
    "channels": (
        "通过政府网站公开政府信息{channel_website}条，通过政务微信公开政府信息{channel_wechat}条。",
        "政务微博发布信息{channel_weibo}条。", "政府公报公开政府信息{channel_gazette}条。", "政府网站公开信息{channel_website}条，政务微信公开信息{channel_wechat}条，政务微博公开信息{channel_weibo}条。",
        "微信公众号发布信息{channel_wechat}条。", "门户网站公开政府信息数{channel_website}条。", "其他方式公开政府信息{channel_other}条。",
        "政务微信“云上政务”全年发布信息{channel_wechat}条。",
    ),
    "applications": (
        "全年共收到政府信息公开申请{applications}件，答复{applications_answered}件。", "{year}年收到政府信息公开申请{applications}件。", "受理依申请公开{applications}件，办结{applications_concluded}件。",
        "共收到依申请公开{applications}件，其中当面申请{applications_in_person}件，传真申请{applications_fax}件，网络申请{applications_online}件，信函申请{applications_letter}件。",
        "政府信息公开申请按时办结{applications_concluded_on_time}件，延期办结{applications_concluded_extended}件。", "本年度接到政府信息公开申请{applications}件。", "依申请公开同意公开答复{answered_granted}件，同意部分公开答复{answered_partly_granted}件。",
        "政府信息公开申请办结{applications_concluded}件。",
    ),
    "meetings": (
        "全年召开政府信息公开工作会议{meetings}次，举办培训班{training_courses}次。", "召开政务公开专题会议{meetings}次。", "组织政府信息公开业务培训{training_courses}期，培训{trainees}人次。",
        "先后召开信息公开工作推进会{meetings}次。", "举办政府信息公开培训班{training_courses}期。", "开展政务公开业务培训{training_courses}次，参训{trainees}人次。",
        "召开政府信息公开工作例会{meetings}次，研究部署工作。", "接受政府信息公开培训{trainees}人次。",
    ),
    "staff": (
        "从事政府信息公开工作的专职人员{staff_full_time}人，兼职人员{staff_part_time}人。", "配备信息公开专职工作人员{staff_full_time}名、兼职工作人员{staff_part_time}名。", "政府信息公开专职人员{staff_full_time}名。",
        "明确政府信息公开全职人员{staff_full_time}人，兼职人员{staff_part_time}人。", "设置政府信息公开查阅点{reading_points}个。", "{own}设有政府信息公开查阅场所{reading_points}处。",
        "政府信息公开工作有专职人员{staff_full_time}人。", "政府信息查阅点{reading_points}个，方便群众查阅。",
    ),
    "reviews": (
        "因政府信息公开发生行政复议{reconsideration}件、行政诉讼{litigation}件。", "全年行政复议{reconsideration}件，行政诉讼{litigation}件。", "政府信息公开引发行政复议{reconsideration}起。",
        "政府信息公开行政诉讼{litigation}件。", "行政复议{reconsideration}件，其中维持{reconsideration_upheld}件，纠错{reconsideration_corrected}件。", "被申请行政复议{reconsideration}件，被提起行政诉讼{litigation}件。",
        "因信息公开引起的行政复议案件{reconsideration}件。", "信息公开类行政诉讼案件{litigation}件。",
    ),
}  # fmt: skip

# What must stay silent ---------------------------------------------------------------------------
NEAR_MISSES = (
    "{last}年共收到政府信息公开申请77件，办结76件。",
    "与{last}年的88件申请相比，申请量有所变化。",
    "全年办理人大代表建议、政协委员提案135件，办结135件，办结率100%。",
    "12345热线受理群众诉求4218件，办结4200件，按时办结率99.6%。",
    "收到网民留言248条，办结230条，公开答复4条。",
    "申请数量同比增长37.5%。",
    "政府信息公开申请较上年减少91件。",
    "县公安局收到申请991件，县住房和城乡建设局收到申请882件。",
    "其中县政府办公室收到政府信息公开申请773件。",
    "各乡镇、街道共收到政府信息公开申请664件。",
    "全国共收到政府信息公开申请85万件。",
    "全省行政机关受理政府信息公开申请35812件。",
    "自《条例》施行以来，累计受理政府信息公开申请9981件。",
    "上半年收到政府信息公开申请991件。",
    "报备行政规范性文件871件。",
    "信息公开类行政复议备案934件，行政诉讼备案857件。",
    "开展行政规范性文件合法性审查873件。",
    "清理规章和规范性文件2985件。",
    "公开行政许可和行政处罚信息81234条。",
    "梳理行政许可事项483项，行政处罚事项5921项。",
    "力争全年培训不少于971人次。",
    "发布惠企政策“三十条”，兑现资金3985万元。",
    "政府网站总访问量达483578人次，政务新媒体粉丝71万人。",
    "全年发布信息987条，其中重要政策信息31条、民生信息25条等。",
    "公开政策文件87件，其中解读12件。",
    "举办新闻发布会12场，回应热点问题35次。",
    "依申请公开答复文书示范文本共16种。",
    "申请人对答复不服的，可以在60日内申请行政复议，或者在6个月内提起行政诉讼。",
    "对公民、法人和其他组织提出的申请，20个工作日内答复。",
    "政务服务大厅设24小时自助服务区，90%以上事项实现网上可办。",
    "优化服务，对重复申请、信访类申请依法引导。",
    "无正当理由大量反复申请的，按规定处理。",
    "行政执法案卷评查抽查案卷935卷，合格率98.5%。",
    "全年组织政务公开工作人员参加上级培训3次。",
    "没有发生因答复不规范被行政复议机关纠错的情况。",
    "按照国办公开办函〔2021〕30号要求，规范填报3张表格。",
    "一是完善制度；二是优化流程，一要快，二要准；三是强化监督。",
    "学习借鉴浙江省杭州市政务公开经验，赴江苏省南京市考察交流。",
    "对15个乡镇、38个部门开展抽查，发现问题127个，整改率100%。",
    "政府公报全年编发6期，刊登规范性文件45件。",
    "司法局作为复议机关受理行政复议案件912件。",
    "计划下一年度培训工作人员993人次。",
    "主动公开工作受到表彰，荣获{last}年度先进单位。",
    "前三季度答复政府信息公开申请938件。",
    "未出现因答复不当引起的行政复议、行政诉讼。",
    "配合上级协查答复依申请公开事项916件。",
    "因行政处罚被申请行政复议97件。",
    "公开政府信息数量由多到少依次为民生、项目、财政三类。",
    "门户网站发布信息9035条，其中概况类418条、动态类4742条、目录类2194条。",
    "政务新媒体发布短视频297条，点击量71万次。",
    "办理领导信箱来信158件，办结率和回复率均为100%。",
    "意见征集13期，收到意见96条，采纳31条。",
    "落实1名分管领导、2名工作人员，组织3次业务交流。",
    "规范性文件解读率100%，解读文件18件。",
    "转发上级政策文件312件，其中国家级98件、省级120件。",
    "申请内容主要集中在征地拆迁、社会保障、财政资金三个方面。",
    "答复时限由20个工作日压缩至15个工作日，提速25%。",
)

# A true sentence, the same with a slip, and the rule that should say so.
SLIPS = (
    ("{own}发布动态信息38条，制作专题3个。", "{own}发布动态信息   条，制作专题3个。", "NN-PLACE"),
    (
        "按照“应公开尽公开”的原则，整合政务新媒体。",
        "按照“”的原则，整合政务新媒体，提升质量。",
        "NN-PLACE",
    ),
    (
        "由县政务公开办牵头，全年开展检查3次。",
        "由XX县政务公开办牵头，全年开展检查3次。",
        "NN-PLACE",
    ),
    (
        "一是健全制度；二是加强培训；三是强化监督。",
        "一是健全制度；三是加强培训；三是强化监督。",
        "NN-ENUM",
    ),
    (
        "一是健全制度。二是加强培训。三是强化监督。",
        "一是健全制度。二是加强培训。二是强化监督。",
        "NN-ENUM",
    ),
    ("推送疫情防控信息110余条。", "推送疫情防控信息113余条。", "NN-APPROX"),
    (
        "健全公开目录动态调整机制，提高公开质量。",
        "健全公开目录动态调整机制，健全公开目录动态调整机制，提高公开质量。",
        "NN-DUPPHRASE",
    ),
    ("公开目录已更新，内容准确。", "公开目录已更新，&nbsp;内容准确。", "NN-MARKUP"),
    ("{own}认真落实公开要求。", "我局认真落实公开要求。", "NN-UNITNAME"),
    (
        "{own}共主动公开政府信息512条。全年主动公开政府信息512条。",
        "{own}共主动公开政府信息512条。全年主动公开政府信息521条。",
        "NN-MULT",
    ),
)
