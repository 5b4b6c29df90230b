"""Small lists of everyday names, put together by chance: any likeness to a living person is an accident.

They say nothing about anybody: every given name is drawn alike for every loan.
"""

US_GIVEN = (
    "Alex", "Amber", "Andre", "Angela", "Anita", "Ben", "Beth", "Blake", "Brooke", "Caleb", "Carla", "Carmen", "Casey",
    "Cedric", "Clara", "Cody", "Dana", "Daniel", "Daria", "Dean", "Diego", "Drew", "Eddie", "Elena", "Eli", "Ella",
    "Emery", "Erin", "Ethan", "Faith", "Felix", "Flora", "Frank", "Gail", "Gavin", "Gloria", "Grace", "Grant", "Hana",
    "Harper", "Helen", "Hugo", "Ida", "Ines", "Iris", "Isaac", "Ivan", "Jamal", "Jamie", "Jean", "Joel", "Jordan",
    "Joy", "Julia", "Kai", "Karen", "Keith", "Kim", "Kyle", "Lara", "Leo", "Leslie", "Lily", "Logan", "Lou", "Lucia",
    "Luis", "Mae", "Marco", "Maria", "Mark", "Maya", "Mei", "Milo", "Mina", "Morgan", "Nadia", "Nate", "Nina", "Noel",
    "Nora", "Olive", "Omar", "Otis", "Pablo", "Pat", "Paula", "Priya", "Quinn", "Ramon", "Ray", "Reese", "Riley",
    "Robin", "Rosa", "Ruth", "Sam", "Sandra", "Sean", "Shawn", "Sofia", "Tara", "Terry", "Theo", "Tina", "Toni",
    "Uma", "Vera", "Victor", "Wendy", "Will", "Xavier", "Yara", "Yusuf", "Zara", "Zoe",
)  # fmt: skip
US_FAMILY = (
    "Abbott", "Adler", "Alvarez", "Amos", "Archer", "Ashby", "Banks", "Barlow", "Beck", "Bell", "Bishop", "Blair",
    "Booth", "Bowen", "Brandt", "Briggs", "Brook", "Burke", "Cabrera", "Carver", "Castillo", "Chan", "Chase", "Clay",
    "Cole", "Conway", "Cortez", "Craig", "Dalton", "Day", "Delgado", "Dixon", "Dorsey", "Doyle", "Drake", "Dunn",
    "Eaton", "Ellis", "Emerson", "Farley", "Fields", "Finch", "Flores", "Ford", "Frost", "Fuller", "Garner", "Gibbs",
    "Glenn", "Graves", "Greer", "Guzman", "Hale", "Hardy", "Hayes", "Heath", "Hobbs", "Holt", "Huang", "Ingram",
    "Iyer", "Jarvis", "Keller", "Kemp", "Kerr", "Khan", "Knox", "Lamb", "Lane", "Larsen", "Lopez", "Lowe", "Lucas",
    "Mack", "Mann", "Marsh", "Mendez", "Mills", "Monroe", "Moss", "Nash", "Nguyen", "Noble", "North", "Olsen",
    "Ortiz", "Osborn", "Pace", "Park", "Patel", "Pena", "Pope", "Quill", "Ramos", "Reyes", "Rhodes", "Rivera",
    "Rowe", "Salas", "Sharp", "Shaw", "Silva", "Singh", "Stone", "Tate", "Thorne", "Tran", "Underwood", "Vance",
    "Vega", "Wade", "Walsh", "Webb", "West", "Wilder", "Wood", "Yates", "York", "Young", "Zimmer",
)  # fmt: skip

CN_FAMILY = (
    "安", "白", "蔡", "曹", "陈", "程", "邓", "丁", "董", "杜", "范", "方", "冯", "傅", "高", "顾", "郭", "韩", "何", "贺",
    "侯", "胡", "黄", "贾", "江", "姜", "蒋", "金", "孔", "赖", "雷", "黎", "李", "梁", "廖", "林", "刘", "龙", "卢", "陆",
    "罗", "吕", "马", "毛", "孟", "潘", "彭", "钱", "秦", "邱", "任", "沈", "石", "史", "宋", "苏", "孙", "谭", "汤", "唐",
    "陶", "田", "万", "汪", "王", "韦", "魏", "吴", "武", "夏", "萧", "谢", "熊", "徐", "许", "薛", "阎", "杨", "姚", "叶",
    "易", "尹", "余", "袁", "曾", "张", "赵", "郑", "钟", "周", "朱", "邹",
)  # fmt: skip
CN_GIVEN = (
    "安然", "博文", "晨曦", "春晓", "丹青", "东升", "芳华", "飞雪", "枫林", "冠宇", "海燕", "和平", "鸿飞", "怀瑾", "惠然", "佳音",
    "嘉禾", "建华", "江月", "婧怡", "静姝", "景行", "俊杰", "可欣", "兰亭", "乐天", "立夏", "丽华", "凌云", "露晨", "梦洁", "明远",
    "铭泽", "慕青", "南星", "念慈", "宁馨", "沛霖", "启航", "清扬", "秋实", "然希", "瑞雪", "若水", "森林", "诗涵", "书瑶", "淑珍",
    "思源", "素心", "天佑", "听雨", "望舒", "维桢", "文静", "梧桐", "晓峰", "欣怡", "星河", "秀英", "雅琴", "彦博", "依诺", "怡然",
    "易安", "英杰", "永康", "语桐", "玉兰", "远山", "云帆", "泽宇", "昭阳", "知行", "志远", "子墨", "梓萱", "自强",
)  # fmt: skip
